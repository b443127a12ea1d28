import { Failure } from '$lib/data/failure.ts';
import { session } from '$lib/session/session.svelte.ts';

/**
 * Sends a file to `path` of the bucket `uploads`; `onsent` hears how many bytes are on their way. `fetch` cannot report
 * that, XMLHttpRequest can. @throws Failure
 */
export function putUpload(
  path: string,
  file: File,
  token: string,
  signal: AbortSignal,
  onsent: (bytes: number) => void,
): Promise<void> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const key = path.split('/').map(encodeURIComponent).join('/');
    request.open('POST', `${session.config.apiUrl}/storage/v1/object/uploads/${key}`);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('apikey', session.config.publishableKey);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => onsent(Math.min(event.loaded, file.size)));
    request.addEventListener('load', () => {
      if (request.status < 300) {
        onsent(file.size);
        done();
      } else fail(refusal(request.status, request.responseText));
    });
    request.addEventListener('error', () => fail(new Failure('offline', 'The upload was interrupted.')));
    request.addEventListener('abort', () => fail(new Failure('offline', 'The upload was cancelled.')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

/** Storage answers `{statusCode, error, message}`; some refusals come as 400 with the true status inside. */
function refusal(status: number, text: string): Failure {
  let said: { statusCode?: string | number; message?: string } = {};
  try {
    said = JSON.parse(text) as typeof said;
  } catch {
    // A proxy's page, not Storage's answer: the status says enough.
  }
  const code = Number(said.statusCode ?? status);
  const message = said.message ?? '';
  if (code === 401 || /jwt|exp/i.test(message)) return new Failure('token_expired', message);
  if (code === 403) return new Failure('not_allowed', message);
  if (code === 413) return new Failure('too_large', message);
  return new Failure('unexpected', message || `Storage answered ${status}.`);
}
