import { presentSpan, span } from './tracing.ts';

/**
 * `fetch`, within a span as a span of its own, whose id goes along. Of an address only what names a table, a function or a
 * bucket is told: names of files and conditions may speak of cars.
 */
export const tracedFetch: typeof fetch = (input, init) => {
  if (!presentSpan()) return fetch(input, init);
  const request = input instanceof Request ? input : null;
  const { hostname, pathname } = new URL(input instanceof Request ? input.url : input);
  const method = init?.method ?? request?.method ?? 'GET';
  const path = pathname.split('/').slice(0, 5).join('/');
  const attributes = { 'http.request.method': method, 'server.address': hostname, 'url.path': path };
  return span(`${method} ${path}`, { kind: 'client', attributes }, async (begun) => {
    const headers = new Headers(init?.headers ?? request?.headers);
    if (begun) headers.set('traceparent', begun.traceparent);
    const answer = await fetch(input, { ...init, headers });
    begun?.set({ 'http.response.status_code': answer.status });
    if (answer.status >= 500) begun?.fail(String(answer.status));
    return answer;
  });
};
