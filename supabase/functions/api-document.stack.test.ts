import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCOPES } from '../../shared/contracts/api-keys.ts';
import { testStack } from '../../tools/test/stack.ts';
import { plantOfExamples, type ExamplePlant } from './tests/example-plant.ts';

/** docs/api.md and the example of a client, as they are written, with an API key. */
const root = join(import.meta.dirname, '../..');
const blocks = [...readFileSync(join(root, 'docs/api.md'), 'utf8').matchAll(/^```bash\n(.*?)^```/gms)].map(
  ([, text]) => text!,
);
const folder = mkdtempSync(join(tmpdir(), 'halle-api-'));
const run = promisify(execFile);
let plant: ExamplePlant;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  plant = await plantOfExamples();
  await plant.noRun();
  env = {
    ...process.env,
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    API: testStack().apiUrl,
    KEY: (await plant.makeKey(SCOPES)).key,
    KNR: plant.knr,
  };
}, 120_000);
afterAll(async () => {
  await plant.end();
  rmSync(folder, { recursive: true });
});

test('the commands of docs/api.md with an API key', async () => {
  expect(blocks).toHaveLength(1);
  const text = ['set -x', ...blocks].join('\n');
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', text], { cwd: folder, env });
  for (const told of ['"predictions"', '"outcome"', '"models"', '"curves"']) expect(stdout).toContain(told);
  // One that was at work already is told to stop.
  expect(stdout).toMatch(/"status":"cancelled"|"cancelRequested":true/);
  expect(readFileSync(join(folder, 'model.onnx')).length).toBeGreaterThan(1000);
});

test('the client made from the document predicts, and tells a refusal', async () => {
  const script = join(root, 'docs/examples/client/predict.ts');
  const { stdout } = await run(process.execPath, [script, plant.knr], { env });
  expect(stdout).toMatch(new RegExp(`^${plant.knr} (long|short) 0\\.\\d+ `));
  await expect(run(process.execPath, [script, '1891-9999999'], { env })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^404 unknown_car: .*\nFor the plant's log: [0-9a-f-]{36}\n$/),
  });
});
