import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root, runProgram } from '../test/commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'simulate-year-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A stack of its own, beside the one of the tests. */
it(
  'simulates a few days through the real path, and writes what came of them',
  { timeout: 240_000 },
  async () => {
    const size = [
      '--cars',
      '3000',
      '--result-cars',
      '60',
      '--months',
      '2',
      '--history',
      '1',
      '--change-month',
      '0',
    ];
    const policy = ['--new-labels', '60', '--window', '50', '--audit-share', '0.2', '--days', '4'];
    const { code, output } = await runProgram(
      process.execPath,
      [
        join(root, 'tools/simulate/main.ts'),
        ...size,
        ...policy,
        '--out',
        folder,
        '--data-dir',
        folder,
        '--json',
      ],
      { show: false, onlyStdout: true },
    );
    expect(code, output).toBe(0);
    const told = JSON.parse(output.trimEnd().split('\n').at(-1)!);
    expect(told.months).toHaveLength(1);
    const [month] = told.months;
    // 1,500 cars a month of 26 days of work.
    expect(month.cars).toBeGreaterThan(150);
    expect(told.unscored).toBe(0);
    // No other model is in use after four days, so that both sides say the same.
    expect(month.difference.rocAuc.value).toBe(0);
    expect(told.told[0].byLabels.cars).toBeGreaterThan(0);
    expect(told.told[0].byAudit.escapes.cars).toBeGreaterThan(0);
    // Labels came late, and enough for the policy: a candidate waits beside its comparison, and was answered by its verdict.
    const candidates = told.happenings.filter(({ kind }: { kind: string }) => kind === 'candidate');
    expect(candidates[0].text).toMatch(/labels.*: (not_enough_failures|no_difference) on \d+ cars, later/);
    const page = readFileSync(join(folder, 'simulated-year.md'), 'utf8');
    expect(page).toContain(`| ${month.month} `);
    expect(readFileSync(join(folder, 'simulated-year.svg'), 'utf8')).toContain('without retraining');
  },
);
