import { AsyncLocalStorage } from 'node:async_hooks';

const request = new AsyncLocalStorage<string>();

/** What a job does belongs to the request that asked for it: its id stands in every line that is written meanwhile. */
export const forRequest = <T>(id: string | undefined, work: () => T): T =>
  id === undefined ? work() : request.run(id, work);

/** The request that the present work belongs to. */
export const requestId = (): string | undefined => request.getStore();

/** Writes one line of JSON a happening on standard output. Callers give ids, counts and sentences, never row contents. */
export function logLine(event: string, fields: Record<string, unknown> = {}): void {
  const id = requestId();
  const line = {
    at: new Date().toISOString(),
    event,
    ...(id === undefined ? {} : { requestId: id }),
    ...fields,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
