/** A form with one file, as supabase-js sends a `File` or `Blob`: small fields first, then the file. */
export interface UploadForm {
  fields: Map<string, string>;
  contentType: string;
  /** The file's bytes as they arrive: a month of results does not fit into memory. */
  body: ReadableStream<Uint8Array>;
}

const HEADERS_LIMIT = 64 * 1024;
const FIELD_LIMIT = 1024 * 1024;

/** Reads from a stream up to a mark, keeping what follows for the next read. */
class MarkedReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #kept = Buffer.alloc(0);
  #ended = false;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#reader.read();
    if (done) this.#ended = true;
    else this.#kept = this.#kept.length === 0 ? Buffer.from(value) : Buffer.concat([this.#kept, value]);
  }

  /** All bytes before `mark`; the mark itself is passed by. */
  async until(mark: Buffer, limit: number): Promise<Buffer> {
    for (;;) {
      const at = this.#kept.indexOf(mark);
      if (at >= 0) {
        const before = this.#kept.subarray(0, at);
        this.#kept = this.#kept.subarray(at + mark.length);
        return before;
      }
      if (this.#ended || this.#kept.length > limit) throw new Error('malformed multipart body');
      await this.#more();
    }
  }

  /** The next bytes before `mark`, as many as are there; null when the mark is reached. */
  async piece(mark: Buffer): Promise<Uint8Array | null> {
    for (;;) {
      const at = this.#kept.indexOf(mark);
      if (at === 0) return null;
      // Bytes that may be the beginning of the mark wait for what comes next.
      const safe = at > 0 ? at : this.#kept.length - mark.length + 1;
      if (safe > 0) {
        const piece = this.#kept.subarray(0, safe);
        this.#kept = this.#kept.subarray(safe);
        return piece;
      }
      if (this.#ended) throw new Error('multipart body ended early');
      await this.#more();
    }
  }

  cancel(reason: unknown): Promise<void> {
    return this.#reader.cancel(reason);
  }
}

/**
 * Reads a multipart body up to its file.
 * @returns null when the form has no file
 * @throws when the body is not a multipart form
 */
export async function readUploadForm(
  contentType: string,
  stream: ReadableStream<Uint8Array>,
): Promise<UploadForm | null> {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (!boundary) throw new Error('multipart body without a boundary');
  const mark = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`);
  const reader = new MarkedReader(stream);
  const fields = new Map<string, string>();
  await reader.until(mark.subarray(2), HEADERS_LIMIT);
  for (;;) {
    const rest = await reader.until(Buffer.from('\r\n'), HEADERS_LIMIT);
    if (rest.toString().startsWith('--')) return null;
    const headers = (await reader.until(Buffer.from('\r\n\r\n'), HEADERS_LIMIT)).toString();
    const name = /name="([^"]*)"/i.exec(headers)?.[1] ?? '';
    if (!/filename\*?=/i.test(headers)) {
      fields.set(name, (await reader.until(mark, FIELD_LIMIT)).toString());
      continue;
    }
    const type = /^content-type:\s*([^\r\n;]+)/im.exec(headers)?.[1]?.trim();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const piece = await reader.piece(mark);
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    });
    return { fields, contentType: type || 'application/octet-stream', body };
  }
}
