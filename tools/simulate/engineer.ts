import { z } from 'zod';
import { type Candidate, inboxSchema } from '../../shared/contracts/inbox.ts';
import { preflightSchema } from '../../shared/contracts/deployments.ts';
import { call } from '../test/fixtures/functions.ts';
import { accessToken } from '../test/stack.ts';
import { ask, type People, rest } from './people.ts';

export interface PlantPolicy {
  /** New labels that start a run. */
  newLabels: number;
  /** Share of the cars that the plant can test long. */
  longShare: number;
  /** Share of the short cars that is tested long unseen. */
  auditShare: number;
  /** Cars in a window in which drift is looked for. */
  window: number;
}

/** What the engineer did with a candidate. */
export interface Decision {
  modelId: number;
  word: string;
  cars: number | null;
  causes: string[];
  answer: 'deployed' | 'rejected' | 'later';
}

const row = z.object({ id: z.coerce.number() });

/** What can put a run off for so long is put off to the night: one run for all causes of a day, when all of it is loaded. */
const DEBOUNCE_SECONDS = 3600;

/** Says what the plant can do and how it is watched. */
export async function setPlant({ engineer }: People, policy: PlantPolicy): Promise<void> {
  const settings = {
    threshold_policy: 'capacity',
    long_tests_per_shift: Math.round(100 * policy.longShare),
    cars_per_shift: 100,
    audit_share: policy.auditShare,
    monitor_window: policy.window,
  };
  await rest(
    engineer.from('plant_settings').update(settings).eq('only_row', true).select(),
    z.array(z.unknown()).length(1),
  );
}

/** From now on models are made by themselves. */
export async function setRetraining({ engineer }: People, policy: PlantPolicy): Promise<void> {
  const retrain = { min_new_labels: policy.newLabels, on_alarm: true, debounce_seconds: DEBOUNCE_SECONDS };
  await rest(
    engineer.from('retrain_policy').update(retrain).eq('only_row', true).select(),
    z.array(z.unknown()).length(1),
  );
}

/** Asks for the first model by the button. */
export async function createFirstModel({ engineer }: People): Promise<void> {
  const { status, body } = await call('createModel/runs', await accessToken(engineer), {
    json: { cause: 'button', parameters: { name: 'First model' } },
  });
  if (status >= 300) throw new Error(`The first model was refused: ${JSON.stringify(body)}`);
}

/** Puts a model in use as the screen does: looks at the newest deployment, has the model checked, says why. */
export async function deploy(
  { engineer }: People,
  modelId: number,
  evaluationId: number | null,
  reason: string,
): Promise<number> {
  const [newest] = await rest(
    engineer.from('deployments').select('id').order('id', { ascending: false }).limit(1),
    z.array(row),
  );
  await ask(engineer, 'predict/preflight', preflightSchema, { modelId });
  const deployed = engineer.rpc('deploy_model', {
    model_id: modelId,
    reason,
    evaluation_id: evaluationId,
    seen_deployment_id: newest?.id ?? 0,
  });
  return (await rest(deployed, row)).id;
}

/**
 * The evening's look into the inbox. A candidate that waits is answered by its verdict alone: better is put in use, worse is
 * rejected, anything else comes back with the next candidate, and is rejected then: the newer one takes its place.
 */
export async function answerInbox(people: People): Promise<Decision[]> {
  const decisions: Decision[] = [];
  for (;;) {
    const { candidates } = await rest(people.engineer.rpc('inbox'), inboxSchema);
    const candidate = candidates.find(({ waiting }) => waiting);
    if (!candidate) return decisions;
    const decision = await answer(people, candidate);
    decisions.push(decision);
    // The others are compared with the model that is in use from now on: they are looked at when that is done.
    if (decision.answer === 'deployed') return decisions;
  }
}

async function answer(people: People, candidate: Candidate): Promise<Decision> {
  const { modelId, comparison, refused, run, newer } = candidate;
  const word = comparison?.verdict?.word ?? refused?.code ?? 'not_compared';
  const told = {
    modelId,
    word,
    cars: comparison?.cars ?? null,
    causes: [...new Set(run?.causes.map(({ cause }) => cause))],
  };
  if (word === 'better' && comparison) {
    await deploy(people, modelId, comparison.id, `Better than the model in use on ${comparison.cars} cars`);
    return { ...told, answer: 'deployed' };
  }
  if (word === 'worse' || newer !== null) {
    const reason =
      word === 'worse' ? 'Worse than the model in use' : 'Not found to be better, and there is a newer one';
    await say(people, modelId, 'reject', reason);
    return { ...told, answer: 'rejected' };
  }
  await say(people, modelId, 'later', null);
  return { ...told, answer: 'later' };
}

async function say(
  { engineer }: People,
  modelId: number,
  said: 'reject' | 'later',
  reason: string | null,
): Promise<void> {
  await rest(engineer.rpc('answer_candidate', { model_id: modelId, answer: said, reason }), z.unknown());
}

/** The first model goes on answering silently, beside the one in use. */
export async function keepScoring({ engineer }: People, modelId: number): Promise<void> {
  const asked = engineer.rpc('set_challenger', {
    model_id: modelId,
    reason: 'What would be without retraining',
  });
  await rest(asked, z.unknown());
}
