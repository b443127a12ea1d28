import { z } from 'zod';
import type { PredictResponse } from '$shared/contracts/predict.ts';
import { gateAnswerSchema, type GateAnswer } from '$shared/contracts/gate.ts';
import type { Failure } from '$lib/data/failure.ts';
import { askAtGate, gateAnswers } from '$lib/data/gate.ts';
import { Live } from '$lib/data/live.svelte.ts';
import { session } from '$lib/session/session.svelte.ts';
import { Ahead } from './ahead.svelte.ts';
import { keep, recall } from '$lib/browser/kept.ts';
import { Outbox, type Waiting } from './outbox.svelte.ts';
import { shownAgain, type Shown } from './shown.ts';

const KEY = 'halle-gate-last';
const keptSchema = z.object({ reader: z.string(), answers: z.array(gateAnswerSchema) });
const LAST = 20;
const EVERY = 15_000;
const EVERY_WITHOUT_CONNECTION = 3_000;

/** What happens at the gate: a number is typed, answered, and stands among the last cars; with a connection or without. */
export class Gate {
  shown = $state.raw<Shown | null>(null);
  /** The last try to reach the server failed. */
  lost = $state(!navigator.onLine);
  /** Numbers to which there will be no answer, and that are on the board no more; newest first; the operator closes them. */
  refused = $state.raw<readonly { knr: string; failure: Failure }[]>([]);
  readonly outbox: Outbox;
  readonly ahead = new Ahead();
  readonly last: Live<GateAnswer[]>;

  constructor() {
    this.outbox = new Outbox({
      ask: ({ knr, requestId, askedAt, late }) => askAtGate({ knr, requestId, askedAt, late }),
      answered: (waiting, answer) => this.#answered(waiting, answer),
      refused: (waiting, failure) => this.#refused(waiting, failure),
      stuck: (waiting, failure) => this.#stuck(waiting, failure),
    });
    this.last = new Live(
      () => this.#readLast(),
      () => (this.lost ? EVERY_WITHOUT_CONNECTION : EVERY),
    );
    const kept = recall(KEY, keptSchema);
    if (kept?.reader === session.email) this.last.data = kept.answers;
    $effect(() => {
      const lose = () => (this.lost = true);
      const tryAgain = () => void this.last.refresh();
      addEventListener('offline', lose);
      addEventListener('online', tryAgain);
      return () => {
        removeEventListener('offline', lose);
        removeEventListener('online', tryAgain);
      };
    });
  }

  /** The car's answer of before is shown at once; the gate's own follows. */
  ask(knr: string): void {
    const waiting = this.outbox.put(knr, this.lost);
    const known = this.ahead.answerOf(knr);
    this.shown = {
      knr,
      requestId: waiting.requestId,
      ...(known?.prediction
        ? {
            kind: 'answer',
            prediction: known.prediction,
            modelName: known.modelName ?? '',
            at: known.answeredAt ?? '',
            late: false,
            ahead: true,
            open: false,
            operator: null,
          }
        : { kind: this.lost ? 'unanswered' : 'asking' }),
    };
    void this.outbox.drain();
  }

  showAgain(answer: GateAnswer): void {
    this.shown = shownAgain(answer);
  }

  closeRefused(knr: string): void {
    this.refused = this.refused.filter((each) => each.knr !== knr);
  }

  async #readLast(): Promise<GateAnswer[]> {
    try {
      const answers = await gateAnswers(LAST);
      this.#found();
      keep(KEY, { reader: session.email, answers });
      return answers;
    } catch (error) {
      this.lost = true;
      throw error;
    }
  }

  #found(): void {
    const was = this.lost;
    this.lost = false;
    if (this.outbox.waiting.length > 0) void this.outbox.drain();
    if (was) void this.ahead.live.refresh();
  }

  #answered({ knr, requestId, late }: Waiting, answer: PredictResponse): void {
    this.lost = false;
    const prediction = answer.predictions[0];
    if (prediction && this.shown?.requestId === requestId) {
      this.shown = {
        knr,
        requestId,
        kind: 'answer',
        prediction,
        modelName: answer.model.name,
        at: new Date().toISOString(),
        late,
        ahead: false,
        open: !late && prediction.id !== null,
        operator: null,
      };
    }
    void this.last.refresh();
    // It is no longer expected.
    if (this.ahead.live.data?.some((car) => car.knr === knr)) void this.ahead.live.refresh();
  }

  #refused({ knr, requestId }: Waiting, failure: Failure): void {
    if (this.shown?.requestId === requestId) this.shown = { knr, requestId, kind: 'failed', failure };
    else this.refused = [{ knr, failure }, ...this.refused.filter((each) => each.knr !== knr)];
  }

  #stuck({ knr, requestId }: Waiting, failure: Failure): void {
    this.lost = true;
    if (this.shown?.requestId === requestId && this.shown.kind === 'asking')
      this.shown =
        failure.code === 'offline'
          ? { knr, requestId, kind: 'unanswered' }
          : { knr, requestId, kind: 'failed', failure };
  }
}
