import { presentSpan } from '../../../shared/tracing/tracing.ts';
import type { TrainerContext } from '../../context.ts';
import { type LoadPhase, progressOf, secondsLeft } from './estimate.ts';

const BEAT = 1000;

/**
 * Writes phase, progress, bytes, rows, the estimate and the heartbeat of a load into its row every second, on another
 * connection than the load's own; and hears there that the load shall be cancelled.
 */
export class LoadProgress {
  readonly #context: TrainerContext;
  readonly #datasetId: number;
  readonly #onCancel: () => void;
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = Date.now();
  /** Milliseconds by phase, for the log. */
  readonly times: Partial<Record<LoadPhase, number>> = {};
  #phaseAt = Date.now();
  #phase: LoadPhase = 'read';
  #share = 0;
  #bytes: number | null = null;
  #rows: number | null = null;
  #beating: Promise<void> = Promise.resolve();

  constructor(context: TrainerContext, datasetId: number, onCancel: () => void) {
    this.#context = context;
    this.#datasetId = datasetId;
    this.#onCancel = onCancel;
    this.#timer = setInterval(() => this.#beat(), BEAT);
  }

  /** `share` is of the phase, 0 to 1. */
  set(phase: LoadPhase, share = 0): void {
    const changed = phase !== this.#phase;
    if (changed) this.#endPhase();
    if (changed) presentSpan()?.event(phase);
    this.#phase = phase;
    this.#share = share;
    if (changed) this.#beat();
  }

  /** What of the upload is read so far. */
  read(bytes: number, rows: number, of: number): void {
    this.#bytes = bytes;
    this.#rows = rows;
    if (this.#phase === 'read' && of > 0) this.#share = bytes / of;
  }

  /** Ends the beating; waits for a write that is under way, so that none meets the load's own change of the row. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
  }

  /** The milliseconds of each phase until now. */
  phases(): Partial<Record<LoadPhase, number>> {
    this.#endPhase();
    return this.times;
  }

  #endPhase(): void {
    const now = Date.now();
    this.times[this.#phase] = (this.times[this.#phase] ?? 0) + now - this.#phaseAt;
    this.#phaseAt = now;
  }

  #beat(): void {
    this.#beating = this.#beating.then(() => this.#write());
  }

  async #write(): Promise<void> {
    const progress = progressOf(this.#phase, this.#share);
    const left = secondsLeft(Date.now() - this.#startedAt, progress);
    try {
      const [row] = await this.#context.sql`
        update public.datasets set phase = ${this.#phase}, progress = ${progress}, heartbeat_at = now(), seconds_left = ${left},
          bytes_read = ${this.#bytes}, rows_read = ${this.#rows}
        where id = ${this.#datasetId} and status = 'loading' returning cancel_requested`;
      if (row?.['cancel_requested']) this.#onCancel();
    } catch (error) {
      this.#context.log('progress not written', { datasetId: this.#datasetId, error: String(error) });
    }
  }
}
