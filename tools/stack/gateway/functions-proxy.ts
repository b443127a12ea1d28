import type { Context } from 'hono';

/** Headers of one hop, which a proxy does not pass on. */
const HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'host', 'content-length', 'expect'];

/** Passes `/functions/v1/<name>/…` on to the functions' process as `/<name>/…`, as the hosted gateway does. */
export function functionsProxy(port: number): (c: Context) => Promise<Response> {
  return async function proxyFunction(c) {
    const url = new URL(c.req.url);
    const headers = new Headers(c.req.raw.headers);
    for (const name of HOP) headers.delete(name);
    const hasBody = c.req.raw.body !== null;
    try {
      const answer = await fetch(
        `http://127.0.0.1:${port}${url.pathname.slice('/functions/v1'.length)}${url.search}`,
        {
          method: c.req.method,
          headers,
          redirect: 'manual',
          signal: c.req.raw.signal,
          ...(hasBody ? { body: c.req.raw.body, duplex: 'half' } : {}),
        },
      );
      const passed = new Headers(answer.headers);
      // fetch has decoded the body already.
      passed.delete('content-encoding');
      for (const name of HOP) passed.delete(name);
      // The rest of a body that is too large stays unread: the caller must not use this connection again.
      if (answer.status === 413) passed.set('connection', 'close');
      return new Response(answer.body, { status: answer.status, headers: passed });
    } catch {
      return c.json({ code: 'SERVICE_UNAVAILABLE', message: 'Service is temporarily unavailable' }, 503);
    }
  };
}
