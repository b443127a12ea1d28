/**
 * The host of the Edge Functions, run by Deno, that also answers `/usage`: what the process used so far. Memory is
 * counted as the hosted runtime does: V8's heap and what hangs outside of it, not the resident pages.
 */
import process from 'node:process';

type Handler = (request: Request) => Response | Promise<Response>;
type Serve = (options: { hostname: string; port: number }, handler: Handler) => unknown;
const { Deno: deno } = globalThis as unknown as {
  Deno: { serve: Serve; memoryUsage: () => { heapTotal: number; external: number } };
};

export interface Usage {
  /** Of all threads: the compiler's and the collector's too. */
  cpuMs: number;
  /** The most that was seen, a look every 5 ms. */
  mostBytes: number;
}

let mostBytes = 0;
const look = () => {
  const { heapTotal, external } = deno.memoryUsage();
  mostBytes = Math.max(mostBytes, heapTotal + external);
};
setInterval(look, 5);

const serve = deno.serve;
Object.defineProperty(deno, 'serve', {
  configurable: true,
  value: (options: { hostname: string; port: number }, handler: Handler) =>
    serve(options, async (request) => {
      if (new URL(request.url).pathname !== '/usage') {
        const answer = await handler(request);
        look();
        return answer;
      }
      look();
      const { user, system } = process.cpuUsage();
      const usage: Usage = { cpuMs: (user + system) / 1000, mostBytes };
      return Response.json(usage);
    }),
});
await import('../stack/functions-host.ts');
