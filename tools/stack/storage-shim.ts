/**
 * What supabase-js expects of Storage where lite 0.10 differs. Real behaviour, per case:
 * - a `File` or `Blob` arrives as multipart with the file in the field '' and its cache time in `cacheControl`;
 *   lite refuses it (400) or stores the multipart text: it is turned into a raw body.
 * - a signed link comes as `signedURL`, relative to /storage/v1; lite says `signedUrl` with the prefix.
 */
export async function bridgeStorage(
  request: Request,
  forward: (request: Request) => Promise<Response>,
): Promise<Response> {
  const type = request.headers.get('content-type') ?? '';
  if ((request.method === 'POST' || request.method === 'PUT') && type.startsWith('multipart/form-data')) {
    const form = await request.formData();
    const file = [...form.values()].find((value) => value instanceof Blob);
    if (file) {
      const headers = new Headers(request.headers);
      headers.set('content-type', file.type || 'application/octet-stream');
      headers.set('content-length', String(file.size));
      const seconds = form.get('cacheControl');
      if (typeof seconds === 'string') headers.set('cache-control', `max-age=${seconds}`);
      return forward(
        new Request(request.url, {
          method: request.method,
          headers,
          body: file.stream(),
          duplex: 'half',
        } as RequestInit),
      );
    }
  }
  const answer = await forward(request);
  if (
    request.method === 'POST' &&
    answer.ok &&
    new URL(request.url).pathname.startsWith('/storage/v1/object/sign/')
  ) {
    const body = (await answer.json()) as { signedUrl?: string };
    return Response.json({ signedURL: body.signedUrl?.replace(/^\/storage\/v1/, '') });
  }
  return answer;
}
