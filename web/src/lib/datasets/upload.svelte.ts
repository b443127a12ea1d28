import { Failure, asFailure } from '$lib/data/failure.ts';
import type { Kind } from '$lib/data/datasets.ts';
import { session } from '$lib/session/session.svelte.ts';
import { deriveKind, HEAD_BYTES, storageName } from './derive-kind.ts';

/** A file on its way. */
export class Upload {
  readonly file: File;
  kind = $state<Kind | null>(null);
  state = $state<'chosen' | 'sending' | 'sent' | 'failed'>('chosen');
  /** Share of the bytes that are sent, 0 to 1. */
  progress = $state(0);
  failure = $state.raw<Failure | null>(null);

  constructor(file: File) {
    this.file = file;
    void this.#derive();
  }

  async #derive(): Promise<void> {
    const workbook = /\.xlsx$/i.test(this.file.name);
    const head = workbook
      ? ''
      : await this.file
          .slice(0, HEAD_BYTES)
          .text()
          .catch(() => '');
    this.kind ??= deriveKind(this.file.name, head);
  }

  /** Sends the file into the bucket; the database then queues the loading by itself. Never throws. */
  async send(): Promise<void> {
    if (!this.kind) return;
    this.state = 'sending';
    this.failure = null;
    try {
      const token = await session.token();
      if (!token) throw new Failure('token_expired', 'The session has ended.');
      const folder = `${new Date().toISOString().replace(/\D/g, '').slice(0, 17)}-${crypto.randomUUID().slice(0, 4)}`;
      await put(`${this.kind}/${folder}/${storageName(this.file.name)}`, this.file, token, (share) => {
        this.progress = share;
      });
      this.state = 'sent';
    } catch (error) {
      this.failure = asFailure(error);
      session.notice(this.failure);
      this.state = 'failed';
    }
  }
}

/** `fetch` cannot report how much is sent; XMLHttpRequest can. */
function put(path: string, file: File, token: string, onprogress: (share: number) => void): Promise<void> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const key = path.split('/').map(encodeURIComponent).join('/');
    request.open('POST', `${session.config.apiUrl}/storage/v1/object/uploads/${key}`);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('apikey', session.config.publishableKey);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) onprogress(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      if (request.status < 300) {
        onprogress(1);
        done();
      } else fail(refusal(request.status, request.responseText));
    });
    request.addEventListener('error', () => fail(new Failure('offline', 'The upload was interrupted.')));
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
