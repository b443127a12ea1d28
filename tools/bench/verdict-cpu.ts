import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EVALUATE_LIMIT } from '../../shared/contracts/evaluate.ts';
import { FEATURES } from '../../shared/features/catalogue.ts';
import { writeForest } from '../../shared/trees/write-forest.ts';
import { toForest } from '../../trainer/learner/explain/to-forest.ts';
import { fit, type Column } from '../../trainer/learner/index.ts';
import { writeOnnx } from '../../trainer/onnx/index.ts';
import { bin, root } from '../test/commands.ts';
import { someCars } from '../test/fixtures/models.ts';
import type { EvaluateMeasured } from './verdict-deno.ts';

const run = promisify(execFile);
const CARS = EVALUATE_LIMIT / 2;
const PARAMETERS = { iterations: 300, maxDepth: 6 };

/**
 * Processor time of what `evaluate` does with as many cars as it takes for two models, of 300 trees each, in Deno as the hosted platform
 * lets it (verdict-deno.ts): from the database's JSON to the answer's.
 */
export async function measureEvaluate(): Promise<EvaluateMeasured> {
  const folder = mkdtempSync(join(tmpdir(), 'halle-bench-verdict-'));
  try {
    for (const seed of [1, 2]) {
      const cars = someCars(10_000, seed);
      const features = FEATURES.map(({ name, kind }): Column =>
        kind === 'number'
          ? { name, kind, values: Float32Array.from(cars, ({ row }) => Number(row[name] ?? NaN)) }
          : { name, kind, values: cars.map(({ row }) => String(row[name] ?? '')) },
      );
      const label = Uint8Array.from(cars, ({ failed }) => (failed ? 1 : 0));
      const model = await fit({ features, label, parameters: PARAMETERS });
      writeFileSync(
        join(folder, `${seed}.onnx`),
        writeOnnx(model, { threshold: 0.3, productVersion: '0.1.0' }),
      );
      writeFileSync(join(folder, `${seed}.trees`), writeForest(toForest(model)));
    }
    writeFileSync(join(folder, 'cars.json'), JSON.stringify(answerOf(CARS)));
    const { stdout } = await run(
      bin('deno'),
      [
        'run',
        '--no-prompt',
        '--no-lock',
        '--config',
        join(root, 'deno.json'),
        '--allow-read',
        '--allow-env',
        '--allow-sys',
        join(import.meta.dirname, 'verdict-deno.ts'),
        folder,
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
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A float32 with as few digits as tell it, as Postgres writes it. */
const shortest = (value: number | string | null) =>
  typeof value === 'number' ? Number(value.toPrecision(8)) : value;

/** As the rpc `evaluation_cars` answers. */
function answerOf(count: number) {
  const cars = someCars(count, 3);
  return {
    from: null,
    seen: false,
    columns: FEATURES.map(({ name }) => name),
    knr: cars.map((_, n) => `2024-${String(n).padStart(7, '0')}`),
    // About 6.5% of them, as in the plant.
    label: cars.map(({ failed }, n) => (failed && n % 4 === 0 ? 1 : 0)),
    enteredAt: cars.map(
      (_, n) => `2024-${String(12 - Math.floor((12 * n) / count)).padStart(2, '0')}-01T00:00:00`,
    ),
    checkpoint: cars.map((_, n) => ['ZP7', 'ZP6', 'CAB', 'ZP5', 'ZP5A', 'ZP61', 'PROC', ''][n % 8]!),
    rows: cars.map(({ row }) => FEATURES.map(({ name }) => shortest(row[name] ?? null))),
  };
}

export function sayEvaluate({ cars, failures, cpu, total, peak }: EvaluateMeasured): string {
  const parts = Object.entries(cpu).map(([part, ms]) => `${part} ${ms.toFixed(0)}`);
  return `evaluate of ${cars} cars (${failures} failures), two models: ${total.toFixed(0)} ms of processor time (${parts.join(', ')}); peak ${(peak / 2 ** 20).toFixed(0)} MB`;
}
