import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ai4i, writeTask } from './learner-data.ts';
import { average, goalsTable, learnerGoals } from './learner-report.ts';
import { type Outcome, runTask } from './learner-runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'halle-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file in AI4I's form whose failures the torque tells, and the five columns that say the label in other words. */
function machines(): string {
  const path = join(folder, 'machines.csv');
  const head = 'UDI\tProduct ID\tType\tTorque [Nm]\tMachine failure\tTWF\tHDF\tPWF\tOSF\tRNF';
  const lines = Array.from({ length: 500 }, (_, i) => {
    const failed = i % 7 === 0 ? 1 : 0;
    return `${i + 1}\tM${i}\t${'LMH'[i % 3]}\t${failed ? 60 + (i % 5) : 30 + (i % 25)}\t${failed}\t${failed}\t0\t0\t0\t0`;
  });
  writeFileSync(path, `${[head, ...lines].join('\r\n')}\r\n`);
  return path;
}

const outcome = (learner: Outcome['learner'], seconds: number[], roc: number): Outcome => ({
  learner,
  version: '1',
  seconds,
  peak: seconds.map(() => 100 * 2 ** 20),
  rocAuc: roc,
  prAuc: 0.3,
  logLoss: 0.2,
});

test('AI4I is read without ids and without the label in other words, in five fifths that hold every row once', () => {
  const tasks = ai4i(machines());
  expect(tasks).toHaveLength(5);
  expect(tasks[0]!.train.features.map(({ name }) => name)).toEqual(['Type', 'Torque [Nm]']);
  expect(tasks.map(({ test: part }) => part.label.length)).toEqual([100, 100, 100, 100, 100]);
  expect(tasks.every(({ train }) => train.label.length === 400)).toBe(true);
});

test('both files of a task hold the same numbers, categories as their place by failure rate', () => {
  const [task] = ai4i(machines());
  writeTask(folder, task!);
  const numbers = (name: string) => new Float32Array(new Uint8Array(readFileSync(join(folder, name))).buffer);
  const [columns, rows] = [numbers('test.columns'), numbers('test.rows')];
  for (let r = 0; r < 100; r++) for (const f of [0, 1]) expect(rows[2 * r + f]).toBe(columns[f * 100 + r]);
  expect([...new Set(columns.subarray(0, 100))].toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
});

test('a process of its own learns the task', async () => {
  const [task] = ai4i(machines());
  const settings = { trees: 10, depth: 3, learningRate: 0.3, bins: 64 };
  const [ours] = await runTask(task!, ['halle'], settings, 1, 2, new AbortController().signal);
  expect(ours?.rocAuc).toBe(1);
  expect(ours?.seconds).toHaveLength(2);
});

test('goals compare medians with XGBoost, and measures with what is best possible', () => {
  const ours = average([[outcome('halle', [2, 9, 3], 0.8)], [outcome('halle', [4], 0.9)]]);
  expect(ours[0]).toMatchObject({ seconds: [2, 9, 3] });
  expect(ours[0]!.rocAuc).toBeCloseTo(0.85);
  const outcomes = [...ours, outcome('xgboost', [2, 2.5, 9], 0.8521)];
  const goals = learnerGoals([{ data: 'some', rows: 10, threads: 1, outcomes, best: 0.86 }]);
  const of = (what: string) => goals.find((goal) => goal.what.includes(what));
  expect(of('time')).toMatchObject({ measured: '1.20', met: false });
  expect(of('memory')).toMatchObject({ measured: '1.00', met: true });
  expect(of('ROC AUC below XGBoost')).toMatchObject({ measured: '0.0021', met: false });
  expect(of('best possible')).toMatchObject({ measured: '0.0100', met: true });
  expect(goalsTable(goals)).toContain('MISSED');
});
