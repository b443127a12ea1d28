/** One function as the CLI sends it to the management API. */
export interface Upload {
  name: string;
  /** By the path under which it goes up: relative to the project's root. */
  files: Map<string, Uint8Array>;
  /** Of the whole request, in bytes: what a limit on a request counts. */
  bytes: number;
}

/** Reads the body of `POST /v1/projects/<ref>/functions/deploy?slug=<name>`. */
export async function readUpload(request: Request, name: string): Promise<Upload> {
  const body = await request.arrayBuffer();
  const headers = { 'content-type': request.headers.get('content-type') ?? '' };
  const form = await new Response(body, { headers }).formData();
  const files = new Map<string, Uint8Array>();
  for (const part of form.getAll('file')) {
    if (typeof part !== 'string') files.set(part.name, new Uint8Array(await part.arrayBuffer()));
  }
  return { name, files, bytes: body.byteLength };
}
