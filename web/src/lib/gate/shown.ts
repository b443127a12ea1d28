import type { GateAnswer } from '$shared/contracts/gate.ts';
import type { Override, Prediction } from '$shared/contracts/predict.ts';
import type { Failure } from '$lib/data/failure.ts';

/** An answer on the gate's board. */
export interface ShownAnswer {
  kind: 'answer';
  prediction: Prediction;
  modelName: string;
  /** When it was answered. */
  at: string;
  late: boolean;
  /** It was asked ahead: the gate's own answer is under way, or waits for the connection. */
  ahead: boolean;
  /** The operator may decide otherwise. */
  open: boolean;
  operator: Override | null;
}

/** What stands on the gate's board of the car that was typed last. */
export type Shown = { knr: string; requestId: string | null } & (
  | ShownAnswer
  | { kind: 'asking' }
  /** No connection, and nothing is known of before. */
  | { kind: 'unanswered' }
  | { kind: 'failed'; failure: Failure }
);

/** One of the last cars, on the board again. */
export const shownAgain = (answer: GateAnswer): Shown => ({
  knr: answer.prediction.knr ?? '',
  requestId: null,
  kind: 'answer',
  prediction: answer.prediction,
  modelName: answer.modelName,
  at: answer.at,
  late: answer.late,
  ahead: false,
  open: answer.open,
  operator: answer.operator,
});
