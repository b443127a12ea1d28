/**
 * The Edge Functions' process, run by Deno: every `supabase/functions/<name>/index.ts` as it is deployed, under the
 * restrictions of the hosted runtime replayed: no shared memory, no Worker, no synchronous file reads in a request.
 * A function that does not start answers 503 as on hosted; the others work.
 */
import { refuseSharedMemory, refuseSyncFiles } from './hosted-limits.ts';

type Handler = (request: Request) => Response | Promise<Response>;
interface DenoNamespace extends Record<string, unknown> {
  args: string[];
  serve: (options: { hostname: string; port: number }, handler: Handler) => unknown;
}
const { Deno: deno } = globalThis as unknown as { Deno: DenoNamespace };

const [portText, folder, ...names] = deno.args;

refuseSharedMemory();

const serve = deno.serve.bind(deno);
const handlers = new Map<string, Handler>();
const broken = new Set<string>();
for (const name of names) {
  // The function calls Deno.serve(handler): taken here instead of opening a port of its own.
  Object.defineProperty(deno, 'serve', {
    value: (handler: Handler) => handlers.set(name, handler),
    configurable: true,
  });
  try {
    await import(`${folder}/${name}/index.ts`);
  } catch (error) {
    broken.add(name);
    console.error(`${name} does not start:`, error);
  }
}

refuseSyncFiles();

serve({ hostname: '127.0.0.1', port: Number(portText) }, (request) => {
  const name = new URL(request.url).pathname.split('/')[1] ?? '';
  const handler = handlers.get(name);
  if (handler) return handler(request);
  return broken.has(name)
    ? Response.json(
        { code: 'BOOT_ERROR', message: 'Function failed to start (please check logs)' },
        { status: 503 },
      )
    : Response.json({ code: 'NOT_FOUND', message: 'Requested function was not found' }, { status: 404 });
});
