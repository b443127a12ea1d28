import type { TrainerContext } from '../../context.ts';

const BEAT = 1000;

/** Shares of a load's time by phase, so that progress rises evenly. */
const PHASES = {
  download: [0, 0.1],
  read: [0.1, 0.2],
  clean: [0.2, 0.55],
  write: [0.55, 0.85],
  features: [0.85, 1],
} as const;
export type LoadPhase = keyof typeof PHASES;

/** Writes phase, progress and heartbeat of a load into its row every second, on another connection than the load's own. */
export class LoadProgress {
  readonly #context: TrainerContext;
  readonly #datasetId: number;
  readonly #timer: NodeJS.Timeout;
  #phase: LoadPhase = 'download';
  #share = 0;
  #beating: Promise<void> = Promise.resolve();

  constructor(context: TrainerContext, datasetId: number) {
    this.#context = context;
    this.#datasetId = datasetId;
    this.#timer = setInterval(() => this.#beat(), BEAT);
  }

  /** `share` is of the phase, 0 to 1. */
  set(phase: LoadPhase, share = 0): void {
    const changed = phase !== this.#phase;
    this.#phase = phase;
    this.#share = share;
    if (changed) this.#beat();
  }

  /** Ends the beating; waits for a write that is under way, so that none meets the load's own change of the row. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
  }

  #beat(): void {
    this.#beating = this.#beating.then(() => this.#write());
  }

  async #write(): Promise<void> {
    const [from, to] = PHASES[this.#phase];
    try {
      await this.#context.sql`
        update public.datasets set phase = ${this.#phase}, progress = ${from + (to - from) * this.#share}, heartbeat_at = now()
        where id = ${this.#datasetId} and status = 'loading'`;
    } catch (error) {
      this.#context.log('progress not written', { datasetId: this.#datasetId, error: String(error) });
    }
  }
}
