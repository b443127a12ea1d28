import { Failure, asFailure } from '$lib/data/failure.ts';
import type { Kind } from '$lib/data/datasets.ts';
import { session } from '$lib/session/session.svelte.ts';
import { deriveKind, readHead, storageName } from './derive-kind.ts';
import { putUpload } from './put-upload.ts';

/** A file on its way into the bucket `uploads`. */
export class Upload {
  readonly file: File;
  /** What its columns look like; null when the page cannot tell. The loader recognises it in any case. */
  looksLike = $state<Kind | null>(null);
  state = $state<'chosen' | 'sending' | 'sent' | 'failed' | 'cancelled'>('chosen');
  /** Bytes that are sent. */
  sent = $state(0);
  failure = $state.raw<Failure | null>(null);
  #abort: AbortController | null = null;

  constructor(file: File) {
    this.file = file;
    void readHead(file).then((head) => (this.looksLike = deriveKind(head)));
  }

  /** Sends the file; the database then queues the loading by itself. Never throws. */
  async send(): Promise<void> {
    const abort = (this.#abort = new AbortController());
    this.state = 'sending';
    this.sent = 0;
    this.failure = null;
    try {
      const token = await session.token();
      if (!token) throw new Failure('token_expired', 'The session has ended.');
      const stamp = `${new Date().toISOString().replace(/\D/g, '').slice(0, 17)}-${crypto.randomUUID().slice(0, 4)}`;
      const path = `inbox/${stamp}/${storageName(this.file.name)}`;
      await putUpload(path, this.file, token, abort.signal, (bytes) => (this.sent = bytes));
      this.state = 'sent';
    } catch (error) {
      if (abort.signal.aborted) {
        this.state = 'cancelled';
        return;
      }
      this.failure = asFailure(error);
      session.notice(this.failure);
      this.state = 'failed';
    }
  }

  /** Stops sending. What Storage has of the file by then, it throws away. */
  cancel(): void {
    this.#abort?.abort();
  }
}
