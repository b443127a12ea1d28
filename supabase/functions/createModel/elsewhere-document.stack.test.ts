import { execFile, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goldenCarSchema, preflightSchema } from '../../../shared/contracts/deployments.ts';
import { evaluateResponseSchema } from '../../../shared/contracts/evaluate.ts';
import { modelMetadataSchema, modelSchema } from '../../../shared/contracts/models.ts';
import { predictResponseSchema } from '../../../shared/contracts/predict.ts';
import { putCars, removeCars } from '../../../tools/test/fixtures/cars.ts';
import { deployAsPerson } from '../../../tools/test/fixtures/deploy.ts';
import { call, modelForm } from '../../../tools/test/fixtures/functions.ts';
import { metadataOf, someCars, trainedModelFile } from '../../../tools/test/fixtures/models.ts';
import { sklearnFile } from '../../../tools/test/fixtures/sklearn-pipeline.ts';
import { accessToken, database, serviceClient, signedInClient } from '../../../tools/test/stack.ts';
import { loadModel, scoreRows } from '../_shared/onnx/model.ts';

/**
 * docs/models-from-elsewhere.md, as it is written: its shell blocks run one after the other in one shell. A block that
 * wants a Python package that this machine does not have is left out, and the test's name says so.
 */
const YEAR = '1908';
const root = join(import.meta.dirname, '../../..');
const blocks = [
  ...readFileSync(join(root, 'docs/models-from-elsewhere.md'), 'utf8').matchAll(/^```sh\n(.*?)^```/gms),
].map(([, text]) => text!);
const folder = mkdtempSync(join(tmpdir(), 'halle-elsewhere-'));
const sql = database();
const run = promisify(execFile);

/** The first Python that has the packages; null where none has. */
function pythonWith(...packages: string[]): string | null {
  const has = (python: string) =>
    spawnSync(python, ['-c', `import ${packages.join(', ')}`], { stdio: 'ignore' }).status === 0;
  return ['python3', '/usr/bin/python3'].find(has) ?? null;
}
const helper = pythonWith('sklearn', 'pandas', 'onnx');
const converter = pythonWith('sklearn', 'pandas', 'skl2onnx');
const without = [
  ...(helper ? [] : ['--writer helper: no Python with scikit-learn, pandas and onnx']),
  ...(converter ? [] : ['--writer skl2onnx: no Python with scikit-learn, pandas and skl2onnx']),
];

/** Runs shell text in the folder, with `python` under the name python3. */
async function shell(text: string, python: string | null): Promise<void> {
  const bin = join(folder, 'bin');
  rmSync(bin, { recursive: true, force: true });
  mkdirSync(bin);
  if (python) {
    const [, path] = /^(.*)$/m.exec(
      spawnSync(python, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout,
    )!;
    writeFileSync(join(bin, 'python3'), `#!/bin/sh\nexec '${path}' "$@"\n`, { mode: 0o755 });
  }
  await run('bash', ['-euo', 'pipefail', '-c', text], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: [bin, dirname(process.execPath), process.env['PATH']].join(delimiter),
      STACK: process.env['HALLE_STACK'],
      FROM: `${YEAR}-01-01T00:00:00`,
      PYTHONDONTWRITEBYTECODE: '1',
      // Two threads that wait for each other on a busy machine take twenty times as long.
      OMP_NUM_THREADS: '1',
      KNR: `${YEAR}-0000001`,
    },
  });
}
const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

let snapshotId: number;
const path = `elsewhere-${Date.now()}.parquet`;

beforeAll(async () => {
  symlinkSync(join(root, 'docs'), join(folder, 'docs'));
  await removeCars(sql, YEAR);
  await putCars(
    sql,
    // Other cars each time: the same ones would make a file that is registered already.
    someCars(600, Date.now() % 1_000_000).map(({ row, failed }, index) => ({
      knr: `${YEAR}-${String(index).padStart(7, '0')}`,
      features: row,
      roadTestAt: new Date(Date.UTC(1908, 0, 1) + index * 3600_000).toISOString().slice(0, 19),
      failed,
    })),
  );
  const { error } = await serviceClient()
    .storage.from('snapshots')
    .upload(path, new Blob(['PAR1']));
  expect(error).toBeNull();
  const [row] = await sql`
    insert into public.snapshots (sha256, storage_path, cars, failures, period_from, period_to, holdout_from)
    values (${path}, ${path}, 600, 100, '1908-01-01', '1908-01-26', '1908-01-21') returning id`;
  snapshotId = Number(row!['id']);
  const client = await signedInClient('engineer');
  const engineer = await accessToken(client);
  const body = modelForm(await trainedModelFile(Date.now() % 1_000_000), metadataOf('in use before'));
  const made = await call('createModel', engineer, { method: 'POST', body });
  const window = { from: `${YEAR}-01-01T00:00:00`, to: `${YEAR}-12-31T00:00:00` };
  await deployAsPerson(client, made.body.id, 'in use before', { window });
}, 120_000);
afterAll(async () => {
  await serviceClient().storage.from('snapshots').remove([path]);
  await sql`delete from public.snapshots where id = ${snapshotId}`;
  await removeCars(sql, YEAR);
  await sql.end();
  rmSync(folder, { recursive: true });
});

test(`the document's commands do what it says${without.map((each) => ` (left out: ${each})`).join('')}`, async () => {
  const ofPython = (writer: string) => blocks.find((block) => block.includes(`--writer ${writer}`))!;
  const [where, snapshot, evaluationCars] = blocks;
  const [register, decide] = blocks.slice(-2);
  expect(blocks).toHaveLength(7);

  await shell([where, snapshot, 'echo "$FROM_SNAPSHOT" > from', evaluationCars].join('\n'), null);
  expect(readFileSync(join(folder, 'cars.parquet'), 'utf8')).toBe('PAR1');
  expect(readFileSync(join(folder, 'from'), 'utf8')).toMatch(
    new RegExp(`--snapshot-id ${snapshotId} --holdout-from 1908-01-21T00:00:00`),
  );

  if (converter) await shell(ofPython('skl2onnx'), converter);
  if (helper) await shell(ofPython('helper'), helper);
  if (!converter && !helper) {
    writeFileSync(join(folder, 'model.onnx'), sklearnFile('logistic', { name: `document ${Date.now()}` }));
    const metadata = metadataOf('from elsewhere', { holdoutFrom: `${YEAR}-01-21T00:00:00` });
    writeFileSync(join(folder, 'metadata.json'), JSON.stringify(metadata));
  }

  await shell([where, register, decide].join('\n'), null);
  const { id } = modelSchema.parse(json('model.json'));
  expect(evaluateResponseSchema.parse(json('comparison.json'))).toMatchObject({ model: { modelId: id } });
  expect(preflightSchema.parse(json('preflight.json'))).toMatchObject({ modelId: id, ok: true });
  expect(predictResponseSchema.parse(json('prediction.json'))).toMatchObject({ model: { id } });
}, 300_000);

test.skipIf(!helper).each(['logistic', 'boosting'])(
  `what onnx.helper writes answers scikit-learn's probabilities: %s${helper ? '' : ` (skipped: ${without[0]})`}`,
  async (learner) => {
    const [where, , evaluationCars] = blocks;
    const train = `python3 docs/examples/elsewhere/train.py cars.json --writer helper --learner ${learner} --out ${learner}`;
    await shell([where, evaluationCars, train].join('\n'), helper);
    expect(existsSync(join(folder, learner, 'model.onnx'))).toBe(true);
    const metadata = modelMetadataSchema.parse(json(`${learner}/metadata.json`));
    // Other tests' cars may be there too: the newest fifth is held out, the newest fifth of the rest finds the threshold.
    const newestFifth = (times: string[]) => times[Math.trunc(times.length * 0.8)]!;
    const times = (json('cars.json') as { enteredAt: string[] }).enteredAt.toSorted();
    const holdoutFrom = newestFifth(times);
    const before = times.filter((time) => time < holdoutFrom);
    const carsTrained = before.filter((time) => time < newestFifth(before)).length;
    expect(metadata).toMatchObject({ carsTrained, holdoutFrom });
    const golden = goldenCarSchema.array().length(20).parse(metadata.golden);
    const model = await loadModel(readFileSync(join(folder, learner, 'model.onnx')));
    const probability = await scoreRows(
      model,
      golden.map(({ features }) => features),
    );
    golden.forEach((car, i) => expect(Math.abs(probability[i]! - car.probability)).toBeLessThanOrEqual(1e-6));
    expect(new Set(golden.map((car) => car.probability)).size).toBeGreaterThan(10);
    const inputs = model.inputs.map(({ name }) => name);
    expect(metadata.importance.map(({ feature }) => feature)).toEqual(inputs);
    expect(Object.keys(metadata.typical).toSorted()).toEqual(inputs.toSorted());
  },
  300_000,
);
