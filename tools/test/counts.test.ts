import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { countPlaywright, countVitest } from './counts.ts';

const folder = mkdtempSync(join(tmpdir(), 'halle-counts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

test('a test file that cannot be loaded counts as a failure', () => {
  const path = report({
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'passed', assertionResults: [{}, {}, {}] },
    ],
  });
  expect(countVitest(path)).toEqual({ passed: 3, failed: 2 });
});

test('a flaky browser test, one that did not run and an error outside of tests are failures', () => {
  const path = report({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 7 }, errors: [{}] });
  expect(countPlaywright(path)).toEqual({ passed: 5, failed: 10 });
});
