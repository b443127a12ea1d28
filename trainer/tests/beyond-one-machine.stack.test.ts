import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goldenCarSchema } from '../../shared/contracts/deployments.ts';
import { modelMetadataSchema, modelSchema } from '../../shared/contracts/models.ts';
import { loadModel, scoreRows } from '../../supabase/functions/_shared/onnx/model.ts';
import { labelledCars, putCars } from '../../tools/test/fixtures/cars.ts';
import { OwnStack, until } from './own-stack.ts';

/** docs/scale.md's example as it is written, from a training run's own snapshot to a registered model. */
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'halle-scale-'));
const blocks = [...readFileSync(join(root, 'docs/scale.md'), 'utf8').matchAll(/^```sh\n(.*?)^```/gms)].map(
  ([, text]) => text!,
);
const run = promisify(execFile);

const has = (python: string, packages: string) =>
  spawnSync(python, ['-c', `import ${packages}`], { stdio: 'ignore' }).status === 0;
const python = ['python3', '/usr/bin/python3'].find((each) => has(each, 'xgboost, pandas, onnx'));
const readsParquet = python !== undefined && (has(python, 'pyarrow') || has(python, 'fastparquet'));
const how = python
  ? readsParquet
    ? ''
    : ' (its Parquet read by DuckDB: this Python has no reader)'
  : ' (skipped: no Python with xgboost, pandas and onnx)';

let stack: OwnStack;

beforeAll(async () => {
  if (!python) return;
  stack = await OwnStack.boot();
  await putCars(stack.sql, labelledCars('1916', 1500, 40));
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true });
});

/** A block of the page, in a shell where python3 is the one that was found. */
const shell = (text: string) =>
  run('bash', ['-euo', 'pipefail', '-c', text.replaceAll('python3 ', `${python} `)], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      STACK: join(stack.folder, 'stack.json'),
      PYTHONDONTWRITEBYTECODE: '1',
      OMP_NUM_THREADS: '1',
    },
  });

async function toCsv(): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`copy (from '${folder}/cars.parquet') to '${folder}/cars.csv' (header)`);
  connection.closeSync();
  instance.closeSync();
}

test.skipIf(!python)(
  `from a snapshot by XGBoost to a model of Halle${how}`,
  { timeout: 180_000 },
  async () => {
    symlinkSync(join(root, 'docs'), join(folder, 'docs'));
    const trainer = await stack.trainer().ready();
    const engineer = await stack.client('engineer');
    const parameters = { trees: 10, search: { trials: 1 } };
    const asked = await engineer.rpc('request_training_run', { cause: 'button', parameters });
    expect(asked.error).toBeNull();
    await until('a run', async () => (await stack.sql`select from public.models`).length > 0, 60);
    await trainer.end('SIGTERM');

    const [where, snapshot, learn, register] = blocks;
    expect(blocks).toHaveLength(4);
    const fetched = [where, snapshot, 'printf %s "$FROM_SNAPSHOT" > from'].join('\n');
    await shell(fetched);
    if (!readsParquet) await toCsv();
    const from = `FROM_SNAPSHOT='${readFileSync(join(folder, 'from'), 'utf8')}'\n`;
    await shell(from + (readsParquet ? learn : learn!.replace('cars.parquet', 'cars.csv')));

    // What XGBoost says is what the serving runtime answers.
    const metadata = modelMetadataSchema.parse(
      JSON.parse(readFileSync(join(folder, 'metadata.json'), 'utf8')),
    );
    const golden = goldenCarSchema.array().length(20).parse(metadata.golden);
    const model = await loadModel(readFileSync(join(folder, 'model.onnx')));
    const probability = await scoreRows(
      model,
      golden.map(({ features }) => features),
    );
    const apart = golden.map((car, i) => Math.abs(car.probability - probability[i]!));
    expect(Math.max(...apart)).toBeLessThan(1e-6);
    expect(new Set(golden.map((car) => car.probability)).size).toBeGreaterThan(10);

    await shell([where, register].join('\n'));
    const { id } = modelSchema.parse(JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')));
    const [row] = await stack.sql`select algorithm, snapshot_id::int from public.models where id = ${id}`;
    expect(row!['algorithm']).toMatch(/^XGBoost /);
    const [kept] = await stack.sql`select id::int from public.snapshots`;
    expect(row!['snapshot_id']).toBe(kept!['id']);
  },
);
