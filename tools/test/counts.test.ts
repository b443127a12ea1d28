import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from './commands.ts';
import { countPlaywright, countVitest } from './counts.ts';

const folder = mkdtempSync(join(tmpdir(), 'halle-counts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

test('a file that fails outside of its tests counts as a failure, and each failure is named', () => {
  const passed = { status: 'passed', fullName: 'good', failureMessages: [] };
  const skipped = { status: 'skipped', fullName: 'never ran', failureMessages: [] };
  const path = report({
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [
      {
        name: join(root, 'a/broken.test.ts'),
        status: 'failed',
        message: 'no such module',
        assertionResults: [],
      },
      {
        name: join(root, 'a/wrong.test.ts'),
        status: 'failed',
        assertionResults: [
          {
            status: 'failed',
            fullName: 'adds',
            failureMessages: ['\u001B[31mexpected 2\u001B[39m\n\n got 3'],
          },
        ],
      },
      { name: join(root, 'a/good.test.ts'), status: 'passed', assertionResults: [passed, passed, passed] },
      { name: join(root, 'a/hook.test.ts'), status: 'failed', message: '', assertionResults: [skipped] },
    ],
  });
  expect(countVitest(path)).toEqual({
    passed: 3,
    failed: 3,
    failures: [
      '✗ a/wrong.test.ts › adds\n    expected 2\n     got 3',
      '✗ a/broken.test.ts › outside of its tests\n    no such module',
      '✗ a/hook.test.ts › outside of its tests',
    ],
  });
});

test('a flaky browser test, one that did not run and an error outside of tests are failures', () => {
  const spec = (title: string, status: string, errors: { message: string }[] = []) => ({
    title,
    file: 'gate.spec.ts',
    tests: [{ status, results: [{ errors }] }],
  });
  const path = report({
    suites: [
      {
        specs: [spec('fine', 'expected'), spec('late', 'flaky', [{ message: 'timed out' }])],
        suites: [{ specs: [spec('never ran', 'skipped')] }],
      },
    ],
    stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 7 },
    errors: [{ message: 'no browser' }],
  });
  expect(countPlaywright(path)).toEqual({
    passed: 5,
    failed: 10,
    failures: [
      '✗ gate.spec.ts › late (flaky)\n    timed out',
      '✗ gate.spec.ts › never ran (skipped)',
      '✗ browser › outside of a test\n    no browser',
    ],
  });
});
