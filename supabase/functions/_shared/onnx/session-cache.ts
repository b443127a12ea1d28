import { loadModel, type LoadedModel } from './model.ts';

/**
 * Models ready to answer, by the sha256 of their file. Bounded, because a function has 256 MB: the one that was not
 * used for longest is released, after the requests that still hold it are done.
 */
export class SessionCache {
  readonly #limit: number;
  readonly #entries = new Map<string, { model: Promise<LoadedModel>; users: number; dropped: boolean }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs `use` with the model; `fetchBytes` is called only when the model is not there yet. */
  async with<T>(
    sha256: string,
    fetchBytes: () => Promise<Uint8Array>,
    use: (model: LoadedModel) => Promise<T>,
  ): Promise<T> {
    let entry = this.#entries.get(sha256);
    if (entry) this.#entries.delete(sha256);
    else entry = { model: fetchBytes().then(loadModel), users: 0, dropped: false };
    this.#entries.set(sha256, entry); // last is newest
    entry.users++;
    try {
      this.#dropOldest();
      return await use(await entry.model);
    } catch (error) {
      if (await failed(entry.model)) this.#entries.delete(sha256);
      throw error;
    } finally {
      entry.users--;
      if (entry.dropped && entry.users === 0) void release(entry.model);
    }
  }

  #dropOldest(): void {
    while (this.#entries.size > this.#limit) {
      const [sha256, entry] = this.#entries.entries().next().value!;
      this.#entries.delete(sha256);
      entry.dropped = true;
      if (entry.users === 0) void release(entry.model);
    }
  }
}

async function failed(model: Promise<LoadedModel>): Promise<boolean> {
  return await model.then(
    () => false,
    () => true,
  );
}

async function release(model: Promise<LoadedModel>): Promise<void> {
  await model.then((loaded) => loaded.release()).catch(() => undefined);
}
