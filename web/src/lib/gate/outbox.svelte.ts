import { z } from 'zod';
import type { PredictResponse } from '$shared/contracts/predict.ts';
import { asFailure, type Failure } from '$lib/data/failure.ts';
import { keep, recall } from '$lib/browser/kept.ts';
import { requestId } from './request-id.ts';

const KEY = 'halle-gate-waiting';
const waitingSchema = z.array(
  z.object({
    requestId: z.uuid(),
    knr: z.string(),
    askedAt: z.string(),
    late: z.boolean(),
    /** Tries that ended in an error of the server. */
    tries: z.int(),
  }),
);
/** A number that was typed and has no answer yet. */
export type Waiting = z.infer<typeof waitingSchema>[number];

/** What a later try may mend: no connection, an ended session, a server in trouble. */
const PASSING = new Set(['offline', 'unavailable', 'internal', 'unexpected', 'rate_limited']);
/** A server that is there and fails at one number again and again does not hold up those behind it for ever. */
const MOST_TRIES = 8;

interface Told {
  /** Asks for one number. @throws Failure */
  ask: (waiting: Waiting) => Promise<PredictResponse>;
  answered: (waiting: Waiting, answer: PredictResponse) => void;
  /** There will be no answer. */
  refused: (waiting: Waiting, failure: Failure) => void;
  /** None now; it is tried again with `drain`. */
  stuck: (waiting: Waiting, failure: Failure) => void;
}

/**
 * Every number that is typed goes through here: it is kept before it is sent, sent in order, one at a time, and gone once
 * it is answered. What could not be sent at once is late from then on. The server answers the same number's request only
 * once, so that one whose answer was lost on its way does no harm when it is sent again.
 */
export class Outbox {
  waiting = $state.raw<readonly Waiting[]>(recall(KEY, waitingSchema) ?? []);
  readonly #told: Told;
  #draining = false;

  constructor(told: Told) {
    this.#told = told;
    // Another tab of the same gate.
    $effect(() => {
      const read = (event: StorageEvent) => {
        if (event.key === KEY) this.waiting = recall(KEY, waitingSchema) ?? [];
      };
      addEventListener('storage', read);
      return () => removeEventListener('storage', read);
    });
  }

  put(knr: string, late: boolean): Waiting {
    const waiting = { requestId: requestId(), knr, askedAt: new Date().toISOString(), late, tries: 0 };
    this.#change((list) => [...list, waiting]);
    return waiting;
  }

  /** Sends what waits, until nothing does or a later try is needed. */
  async drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    try {
      // One tab at a time, else two would send the same numbers, and not in order. Without TLS there are no locks.
      if (navigator.locks) await navigator.locks.request(KEY, () => this.#sendAll());
      else await this.#sendAll();
    } finally {
      this.#draining = false;
    }
  }

  async #sendAll(): Promise<void> {
    for (let next = this.#first(); next; next = this.#first()) {
      const sent = next;
      const without = (list: readonly Waiting[]) => list.filter((each) => each.requestId !== sent.requestId);
      try {
        const answer = await this.#told.ask(sent);
        this.#change(without);
        this.#told.answered(sent, answer);
      } catch (error) {
        const failure = asFailure(error);
        const tries = sent.tries + (failure.code === 'offline' || failure.signedOut ? 0 : 1);
        if (!(PASSING.has(failure.code) || failure.signedOut) || tries >= MOST_TRIES) {
          this.#change(without);
          this.#told.refused(sent, failure);
          continue;
        }
        this.#change((list) =>
          list.map((each) => ({
            ...each,
            late: true,
            tries: each.requestId === sent.requestId ? tries : each.tries,
          })),
        );
        this.#told.stuck(sent, failure);
        return;
      }
    }
  }

  #first(): Waiting | undefined {
    return (recall(KEY, waitingSchema) ?? this.waiting)[0];
  }

  #change(change: (list: readonly Waiting[]) => readonly Waiting[]): void {
    this.waiting = change(recall(KEY, waitingSchema) ?? this.waiting);
    keep(KEY, this.waiting);
  }
}
