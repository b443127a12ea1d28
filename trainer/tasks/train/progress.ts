import { HalleError } from '../../../shared/errors.ts';
import type { RUN_PHASE } from '../../../shared/contracts/runs.ts';
import type { SearchResult } from '../../../shared/contracts/search.ts';
import { presentSpan } from '../../../shared/tracing/tracing.ts';
import type { TrainerContext } from '../../context.ts';

const BEAT = 500;

/** Thrown where the run notices that somebody asked to cancel it. */
export class RunCancelled extends Error {}

/**
 * Tells the run's row how far it is and hears from it whether to go on: every half second phase, progress and
 * heartbeat, and what a search has tried, are written and `cancel_requested` is read: a cancel is noticed within a second.
 */
export class RunProgress {
  readonly #context: TrainerContext;
  readonly #runId: number;
  readonly #abort = new AbortController();
  readonly signal: AbortSignal;
  #phase: (typeof RUN_PHASE)[number] = 'waiting';
  #progress = 0;
  #search: SearchResult | null = null;
  #timer: NodeJS.Timeout;
  #beating: Promise<void> = Promise.resolve();

  constructor(context: TrainerContext, runId: number, shutdown: AbortSignal | undefined) {
    this.#context = context;
    this.#runId = runId;
    this.signal = shutdown ? AbortSignal.any([shutdown, this.#abort.signal]) : this.#abort.signal;
    this.#timer = setInterval(() => {
      this.#beating = this.#beating.then(() => this.#beat()).catch(() => undefined);
    }, BEAT);
  }

  /** `progress` is of the whole run, 0 to 1. Throws when the run was cancelled. */
  async at(phase: (typeof RUN_PHASE)[number], progress: number): Promise<void> {
    this.set(phase, progress);
    await this.#beat();
    this.signal.throwIfAborted();
  }

  set(phase: (typeof RUN_PHASE)[number], progress: number): void {
    if (phase !== this.#phase) presentSpan()?.event(phase);
    this.#phase = phase;
    this.#progress = progress;
  }

  /** What the search has tried so far; written with the next beat. */
  tell(search: SearchResult): void {
    this.#search = search;
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
  }

  async #beat(): Promise<void> {
    const { sql } = this.#context;
    const search = this.#search;
    this.#search = null;
    const news = search
      ? sql`, search = ${sql.json(search)}, trials = ${search.budget.trials},
          trial = ${Math.max(1, Math.min(search.budget.trials, search.trials.length + (search.endedBy ? 0 : 1)))}`
      : sql``;
    const [row] = await sql`
      update public.training_runs set phase = ${this.#phase}, progress = ${this.#progress}, heartbeat_at = now()${news}
      where id = ${this.#runId} and status = 'running' returning cancel_requested`;
    if (row?.['cancel_requested']) this.#abort.abort(new RunCancelled());
    if (!row)
      this.#abort.abort(new HalleError('run_not_active', `Training run ${this.#runId} is no longer active.`));
  }
}
