import { setTimeout as sleep } from 'node:timers/promises';
import { predictResponseSchema, type PredictResponse } from '../../shared/contracts/predict.ts';

/** A model between which the changes go, with what it says of each car. */
export interface Alternative {
  modelId: number;
  /** Other than the other's, so that a threshold of the wrong deployment shows. */
  threshold: number;
  probability: ReadonlyMap<string, number>;
}

export interface UnderLoad {
  /** Puts a model in use as a person; resolves with the deployment's id once it is in force. */
  deploy: (alternative: Alternative) => Promise<number>;
  /** `POST /predict` of a car. */
  predict: (knr: string) => Promise<{ status: number; body: unknown }>;
  alternatives: readonly [Alternative, Alternative];
  cars: readonly string[];
  changes: number;
  clients: number;
}

export interface Kept {
  knr: string;
  deploymentId: number;
}

export interface ChangeFigures {
  changes: number;
  requests: number;
  /** Not answered with 200. */
  failed: number;
  /** Answers whose model, deployment, threshold, decision and probability do not belong together. */
  mixed: number;
  /** Asked after a deployment was in force, answered by an older one. */
  stale: number;
  /** Milliseconds from sending a deployment to the end of the first answer by it: median and longest. */
  medianMs: number;
  longestMs: number;
  /** Every answer, to be compared with the predictions that were kept. */
  answers: Kept[];
}

const PATIENCE = 10_000;

/** Changes the model in use again and again while clients ask for cars, and holds every answer to its deployment. */
export async function changeUnderLoad(load: UnderLoad): Promise<ChangeFigures> {
  const { alternatives, cars, changes, clients } = load;
  /** By deployment, as soon as it is known: an answer may come before the deployment's own. */
  const byDeployment = new Map<number, Alternative>();
  const firstAnswer = new Map<number, number>();
  const answered: { knr: string; inForce: number; answer: PredictResponse }[] = [];
  let inForce = 0;
  let failed = 0;
  const ended = new AbortController();

  const client = async (number: number) => {
    for (let next = number; !ended.signal.aborted; next += clients) {
      const knr = cars[next % cars.length]!;
      const before = inForce;
      const { status, body } = await load.predict(knr);
      const parsed = predictResponseSchema.safeParse(body);
      if (status !== 200 || !parsed.success) {
        failed++;
        continue;
      }
      answered.push({ knr, inForce: before, answer: parsed.data });
      const { deploymentId } = parsed.data;
      if (!firstAnswer.has(deploymentId)) firstAnswer.set(deploymentId, performance.now());
    }
  };
  const asking = Array.from({ length: clients }, (_, number) => client(number));

  const times: number[] = [];
  try {
    for (let change = 0; change < changes; change++) {
      const alternative = alternatives[change % 2]!;
      const sent = performance.now();
      const id = await load.deploy(alternative);
      byDeployment.set(id, alternative);
      inForce = id;
      while (!firstAnswer.has(id) && performance.now() - sent < PATIENCE) await sleep(1);
      times.push((firstAnswer.get(id) ?? Infinity) - sent);
    }
  } finally {
    ended.abort();
    await Promise.all(asking);
  }
  times.sort((a, b) => a - b);
  // Answers before the first change are by what was in use until then.
  const ours = answered.filter(
    ({ answer, inForce: before }) => before > 0 || byDeployment.has(answer.deploymentId),
  );
  return {
    changes,
    requests: answered.length + failed,
    failed,
    mixed: ours.filter(({ knr, answer }) => !belongs(knr, answer, byDeployment.get(answer.deploymentId)))
      .length,
    stale: ours.filter(({ inForce: before, answer }) => answer.deploymentId < before).length,
    medianMs: times[Math.floor(times.length / 2)]!,
    longestMs: times.at(-1)!,
    answers: answered.map(({ knr, answer }) => ({ knr, deploymentId: answer.deploymentId })),
  };
}

function belongs(
  knr: string,
  { model, predictions }: PredictResponse,
  wanted: Alternative | undefined,
): boolean {
  const [prediction] = predictions;
  return (
    wanted !== undefined &&
    predictions.length === 1 &&
    prediction!.knr === knr &&
    model.id === wanted.modelId &&
    prediction!.threshold === wanted.threshold &&
    prediction!.probability === wanted.probability.get(knr) &&
    prediction!.decision === (prediction!.probability >= wanted.threshold ? 'long' : 'short')
  );
}
