import { execFile } from 'node:child_process';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelSchema, modelWithLinkSchema } from '../../shared/contracts/models.ts';
import { predictResponseSchema } from '../../shared/contracts/predict.ts';
import { runSchema } from '../../shared/contracts/runs.ts';
import type { TrainerContext } from '../../trainer/context.ts';
import { predict } from '../../trainer/learner/index.ts';
import { learn } from '../../trainer/tasks/train/learn.ts';
import { readSnapshot } from '../../trainer/tasks/train/snapshot.ts';
import { splitByTime } from '../../trainer/tasks/train/split.ts';
import { generateDemoPlant } from '../demo-plant/generate.ts';
import type { Planted } from '../demo-plant/planted.ts';
import { root } from './commands.ts';
import { createKey } from './fixtures/api-keys.ts';
import { deployAsPerson, preflightOf } from './fixtures/deploy.ts';
import { database, signedInClient, testStack } from './stack.ts';

/** The main job from end to end on a small plant: load, create a model, put it in use, predict. */
const sql = database();
const folder = mkdtempSync(join(tmpdir(), 'halle-journey-'));
let engineer: SupabaseClient;
let planted: Planted;
const modelIds: number[] = [];
const capacity = { threshold_policy: 'capacity', long_tests_per_shift: 20, cars_per_shift: 100 };

async function until<T>(what: string, ready: () => Promise<T | undefined>, seconds = 120): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const value = await ready();
    if (value !== undefined) return value;
    await sleep(200);
  }
  throw new Error(`${what} did not happen within ${seconds} s`);
}

async function createModel(seed: number): Promise<number> {
  const { data: run, error } = await engineer.functions.invoke('createModel/runs', {
    method: 'POST',
    body: { cause: 'button', parameters: { name: `journey ${seed}`, seed, trees: 80 } },
  });
  expect(error).toBeNull();
  const ended = await until('the run', async () => {
    const [row] = await sql`select status, error, model_id from public.training_runs where id = ${run.id}`;
    return ['succeeded', 'failed', 'cancelled'].includes(row?.['status']) ? row : undefined;
  });
  expect(ended).toMatchObject({ status: 'succeeded', error: null });
  return Number(ended['model_id']);
}

beforeAll(async () => {
  planted = await generateDemoPlant({ cars: 1600, months: 3, seed: 5, out: folder });
  // Afterwards: while a busy machine makes the plant, an idle connection is closed, and the first upload would fail on it.
  engineer = await signedInClient('engineer');
  for (const file of planted.files) {
    const { error } = await engineer.storage
      .from('uploads')
      .upload(file.path.replace('/', '/journey_'), new Blob([readFileSync(join(folder, file.path))]));
    expect(error).toBeNull();
  }
  await until('loading', async () => {
    const rows =
      await sql`select status, name, error from public.datasets where name like 'journey_%' order by id`;
    const failed = rows.find((row) => row['status'] === 'failed');
    if (failed) throw new Error(`${failed['name']}: ${JSON.stringify(failed['error'])}`);
    return rows.length === planted.files.length && rows.every((row) => row['status'] === 'loaded')
      ? rows
      : undefined;
  });
  // What other tests have loaded into the same plant may make these files look odd: a person accepts them.
  const odd =
    await sql`select id::int from public.datasets where name like 'journey_%' and review = 'needs_look'`;
  for (const { id } of odd) {
    const { error } = await engineer.rpc('accept_dataset', { dataset_id: id });
    expect(error).toBeNull();
  }
  modelIds.push(await createModel(1));
  // The second one for a plant that can give the long test to a fifth of its cars.
  await engineer.from('plant_settings').update(capacity).eq('only_row', true);
  modelIds.push(await createModel(2));
  await engineer.from('plant_settings').update({ threshold_policy: 'f1' }).eq('only_row', true);
}, 300_000);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sql.end();
});

describe('loading', () => {
  it('accounts for every row of every file, as it was planted', async () => {
    for (const file of planted.files) {
      const [row] = await sql`select * from public.datasets where name = ${`journey_${basename(file.path)}`}`;
      const rejected = file.rejected.badKnr + file.rejected.badDate;
      const counts = ['read', 'loaded', 'duplicate', 'rejected'].map((what) => Number(row![`rows_${what}`]));
      expect(counts, file.path).toEqual([file.rows, file.facts, file.duplicates + file.overlap, rejected]);
    }
  });

  it('labels every car that left the road test as it was planted', async () => {
    const truth = readFileSync(join(folder, 'truth.csv'), 'utf8').trim().split('\n').slice(1);
    const rows = await sql`select knr, road_test_failed from public.cars where road_test_failed is not null`;
    const labels = new Map(rows.map((row) => [row['knr'], row['road_test_failed']]));
    const wrong = truth.filter((line) => {
      const [knr, , failed] = line.split(',');
      return failed !== '' && labels.get(knr) !== (failed === '1');
    });
    // The newest cars may have left the road test after the last failure that was exported.
    expect(wrong.length).toBeLessThanOrEqual(truth.length * 0.002);
  });
});

describe('a created model', () => {
  it('ranks better than chance and no better than possible', async () => {
    const [row] = await sql`select metrics, baseline from public.models where id = ${modelIds[0]!}`;
    expect(row!['metrics'].rocAuc).toBeGreaterThan(0.6);
    expect(row!['metrics'].rocAuc).toBeLessThan(planted.bestAuc.all + 0.08);
    expect(row!['metrics'].precision).toBeGreaterThan(row!['baseline'].precision);
  });

  it('tells what it looks at, and has a curve for each feature that it uses', async () => {
    const { data } = await engineer.functions.invoke(`getModel/${modelIds[0]}`, { method: 'GET' });
    const { importance, dependence, treesSha256 } = modelWithLinkSchema.parse(data);
    expect(treesSha256).toMatch(/^[0-9a-f]{64}$/);
    const used = importance.filter(({ contribution }) => contribution! > 0);
    expect(used.length).toBeGreaterThan(5);
    expect(dependence.map(({ feature }) => feature)).toEqual(used.map(({ feature }) => feature));
  });

  it('comes with what its run tried, on the same folds as a logistic regression and the base rate', async () => {
    const [model] =
      await sql`select training_run_id, parameters from public.models where id = ${modelIds[0]!}`;
    const { data } = await engineer.functions.invoke(`createModel/runs/${model!['training_run_id']}`, {
      method: 'GET',
    });
    const { search, trial, trials } = runSchema.parse(data);
    expect(search!.trials).toHaveLength(8);
    expect([trial, trials]).toEqual([8, 8]);
    const chosen = search!.trials.find(({ number }) => number === search!.chosen)!;
    expect(model!['parameters']).toMatchObject(chosen.parameters);
    expect(model!['parameters'].iterations).toBe(80); // as the run was told
    expect(search!.verdict!.baseRate.lead).toBeCloseTo(
      search!.baselines!.baseRate.logLoss - chosen.logLoss,
      9,
    );
  });

  it('has the threshold of the plant’s policy, and calibrated probabilities', async () => {
    const rows = await sql`
      select threshold_policy, metrics from public.models where id in ${sql(modelIds)} order by id`;
    expect(rows.map((row) => row['threshold_policy'])).toEqual([
      { policy: 'f1' },
      { policy: 'capacity', longTestsPerShift: 20, carsPerShift: 100 },
    ]);
    const { confusion, cars, reliability, expectedCalibrationError } = rows[1]!['metrics'];
    // Chosen on the validation cars, looked at on later ones.
    expect(Math.abs((confusion.tp + confusion.fp) / cars - 0.2)).toBeLessThan(0.08);
    expect(reliability.length).toBeGreaterThan(5);
    expect(expectedCalibrationError).toBeLessThan(0.05);
  });

  it('is a candidate, and is measured on its holdout by the function evaluate', async () => {
    const { data } = await engineer.functions.invoke(`getModel/${modelIds[0]}`, { method: 'GET' });
    expect(modelSchema.parse(data).status).toBe('candidate');
    const evaluation = await until('the evaluation', async () => {
      const [row] =
        await sql`select result from public.evaluations where model_id = ${modelIds[0]!} order by id limit 1`;
      return row?.['result'];
    });
    const [row] = await sql`select metrics from public.models where id = ${modelIds[0]!}`;
    expect(evaluation.model.metrics.confusion).toEqual(row!['metrics'].confusion);
    expect(evaluation.seenInTraining).toBe(false);
  });
});

describe('put in use', () => {
  it('answers where it will be served what its learner said of twenty cars of the holdout', async () => {
    const { checks } = await preflightOf(engineer, modelIds[0]!);
    const golden = checks.find(({ check }) => check === 'golden')!;
    expect(golden).toMatchObject({ result: 'ok', found: expect.stringContaining('over 20 golden cars') });
  });

  it('goes from the first model to the second and back', async () => {
    for (const id of [modelIds[0]!, modelIds[1]!, modelIds[0]!]) {
      await deployAsPerson(engineer, id, 'journey');
      const { data } = await engineer.functions.invoke('getModel/current', { method: 'GET' });
      expect(modelSchema.parse(data).id).toBe(id);
    }
  });
});

describe('predict', () => {
  it("answers the trainer's own probability for every car of the holdout", async () => {
    const context = { sql } as unknown as TrainerContext;
    const snapshot = await readSnapshot(context);
    const split = splitByTime(snapshot);
    const learned = await learn(split, { name: 'journey 1', seed: 1, trees: 80 });
    const own = predict(learned.model, split.holdout.features);
    const knrs = snapshot.knr.slice(-own.length);
    let largest = 0;
    for (let from = 0; from < knrs.length; from += 1000) {
      const { data, error } = await engineer.functions.invoke('predict', {
        body: { knrs: knrs.slice(from, from + 1000) },
      });
      expect(error).toBeNull();
      const answers = new Map(predictResponseSchema.parse(data).predictions.map((p) => [p.knr, p]));
      knrs.slice(from, from + 1000).forEach((knr, i) => {
        largest = Math.max(largest, Math.abs(answers.get(knr)!.probability! - own[from + i]!));
        const { decision, lane } = answers.get(knr)!;
        expect(decision).toBe(lane === 'audit' || own[from + i]! >= learned.threshold ? 'long' : 'short');
      });
    }
    expect(knrs.length).toBeGreaterThan(250);
    expect(largest).toBeLessThanOrEqual(1e-5);
  });

  it('knows cars that have not been tested yet, and keeps what it answered', async () => {
    const knr = planted.notTested[0]!;
    const { data, error } = await engineer.functions.invoke('predict', { body: { knr } });
    expect(error).toBeNull();
    const [answer] = predictResponseSchema.parse(data).predictions;
    expect(answer!.knr).toBe(knr);
    const sign = answer!.decision === 'long' ? 1 : -1;
    expect(answer!.reasons.every(({ contribution }) => sign * contribution! > 0)).toBe(true);
    const [kept] = await sql`select * from public.predictions where knr = ${knr} order by id desc limit 1`;
    expect(kept).toMatchObject({ decision: answer!.decision });
  });

  it('answers a program that has a key, by the last command of docs/deploy.md', async () => {
    const knr = planted.notTested[1]!;
    const { key } = await createKey(await signedInClient('admin'), 'journey', ['predict']);
    const [, command] = /^```sh\n(curl [^`]*functions\/v1\/predict[^`]*)^```/m.exec(
      readFileSync(join(root, 'docs/deploy.md'), 'utf8'),
    )!;
    const filled = [
      ['https://<ref>.supabase.co', testStack().apiUrl],
      ['halle_…', key],
      ['<a KNR of your files>', knr],
    ].reduce((text, [place, value]) => {
      expect(text).toContain(place);
      return text.replace(place!, value!);
    }, command!);
    const { stdout } = await promisify(execFile)('bash', ['-euc', filled]);
    expect(predictResponseSchema.parse(JSON.parse(stdout)).predictions).toMatchObject([{ knr }]);
  });
});
