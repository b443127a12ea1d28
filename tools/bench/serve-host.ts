/** The host of the Edge Functions, run by Deno with `--expose-gc`, that also answers `/memory`: what is in use after a collection. */
type Handler = (request: Request) => Response | Promise<Response>;
type Serve = (options: object, handler: Handler) => unknown;
const { Deno: deno, gc } = globalThis as unknown as {
  Deno: { serve: Serve; memoryUsage: () => { rss: number; heapUsed: number; external: number } };
  gc: () => void;
};

const serve = deno.serve;
Object.defineProperty(deno, 'serve', {
  configurable: true,
  value: (options: object, handler: Handler) =>
    serve(options, (request) => {
      if (new URL(request.url).pathname !== '/memory') return handler(request);
      gc();
      const { rss, heapUsed, external } = deno.memoryUsage();
      return Response.json({ used: (heapUsed + external) / 1e6, resident: rss / 1e6 });
    }),
});
await import('../stack/functions-host.ts');
