/**
 * The Edge Functions' process, run by Deno: every `supabase/functions/<name>/index.ts` as it is deployed, under the
 * restrictions of the hosted runtime replayed: no shared memory, no Worker, no synchronous file reads in a request.
 */
declare const Deno: {
  args: string[];
  serve(options: unknown, handler: Handler): unknown;
  readFileSync: unknown;
  readTextFileSync: unknown;
};
type Handler = (request: Request) => Response | Promise<Response>;

const [portText, folder, ...names] = Deno.args;

const SharedMemory = WebAssembly.Memory;
class HostedMemory extends SharedMemory {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    if (descriptor.shared) throw new TypeError('Creating a shared memory is not supported');
    super(descriptor);
  }
}
WebAssembly.Memory = HostedMemory;
Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
Reflect.deleteProperty(globalThis, 'Worker');

const serve = Deno.serve.bind(Deno);
const handlers = new Map<string, Handler>();
for (const name of names) {
  // The function calls Deno.serve(app.fetch): taken here instead of opening a port of its own.
  Object.defineProperty(Deno, 'serve', {
    value: (handler: Handler) => handlers.set(name, handler),
    configurable: true,
  });
  await import(`${folder}/${name}/index.ts`);
}

const refused = () => {
  throw new Error('Synchronous file reads work only while the function starts');
};
Object.defineProperty(Deno, 'readFileSync', { value: refused });
Object.defineProperty(Deno, 'readTextFileSync', { value: refused });

serve(
  { hostname: '127.0.0.1', port: Number(portText), onListen: () => console.log('functions are ready') },
  (request) => {
    const name = new URL(request.url).pathname.split('/')[1] ?? '';
    const handler = handlers.get(name);
    return handler
      ? handler(request)
      : Response.json(
          { error: { code: 'not_found', message: `There is no function ${name}.` } },
          { status: 404 },
        );
  },
);
