import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trainedModelFile } from '../../../../tools/test/fixtures/models.ts';
import { loadModel, scoreRows } from './model.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'halle-restricted-'));
const path = join(folder, 'model.onnx');
let file: Uint8Array;

const inDeno = (runtime: 'vendored' | 'stock') =>
  run(
    join(root, 'node_modules/.bin/deno'),
    [
      'run',
      '--no-prompt',
      '--no-lock',
      '--config',
      join(root, 'deno.json'),
      '--allow-read',
      '--allow-env',
      join(import.meta.dirname, 'restricted.ts'),
      runtime,
      path,
    ],
    {
      env: {
        PATH: process.env['PATH'],
        DENO_DIR: join(folder, 'deno'),
        DENO_NO_UPDATE_CHECK: '1',
        NO_COLOR: '1',
      },
    },
  );

beforeAll(async () => {
  file = await trainedModelFile(8);
  writeFileSync(path, file);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  'the vendored runtime starts under the hosted restrictions, and answers as in Node',
  { timeout: 60_000 },
  async () => {
    const { stdout } = await inDeno('vendored');
    const here = await scoreRows(await loadModel(file), [{}, { engine: 'DSN', failures_total: 7 }]);
    expect(JSON.parse(stdout)).toEqual([...here]);
  },
);

/** States why the vendored build is there: when this fails, the package has an unshared build of its own. */
test('the stock runtime does not start there', { timeout: 60_000 }, async () => {
  await expect(inDeno('stock')).rejects.toThrow(/shared memory is not supported|SharedArrayBuffer/);
});
