import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { root } from './commands.ts';

export interface Count {
  passed: number;
  failed: number;
  /** Each failed test's file and name with the beginning of its reason: told again at the end, where all look. */
  failures: string[];
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/**
 * Counts of a vitest JSON report. A file that fails without a failed test (it cannot be loaded; what it does before or after its
 * tests fails, and its tests are then told as skipped) counts as one failed test.
 */
export function countVitest(path: string): Count {
  const report = vitestReport.parse(JSON.parse(readFileSync(path, 'utf8')));
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((result) => result.status === 'failed'),
  );
  const failures = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((result) => result.status === 'failed')
      .map((result) => failure(file.name, result.fullName, result.failureMessages?.[0])),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    failures: [
      ...failures,
      ...broken.map((file) => failure(file.name, 'outside of its tests', file.message)),
    ],
  };
}

const playwrightError = z.object({ message: z.string().optional() });
const playwrightSuite = z.object({
  specs: z.array(
    z.object({
      title: z.string(),
      file: z.string(),
      tests: z.array(
        z.object({
          status: z.string(),
          results: z.array(z.object({ errors: z.array(playwrightError) })),
        }),
      ),
    }),
  ),
  get suites() {
    return z.array(playwrightSuite).optional();
  },
});
type PlaywrightSuite = z.infer<typeof playwrightSuite>;

const playwrightReport = z.object({
  suites: z.array(playwrightSuite),
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(playwrightError),
});

/**
 * Counts of a Playwright JSON report. Errors outside of tests count as failures, and so do a flaky test and one that
 * did not run because an earlier one failed.
 */
export function countPlaywright(path: string): Count {
  const { suites, stats, errors } = playwrightReport.parse(JSON.parse(readFileSync(path, 'utf8')));
  const specs = (suite: PlaywrightSuite): PlaywrightSuite['specs'] => [
    ...suite.specs,
    ...(suite.suites ?? []).flatMap(specs),
  ];
  const failures = suites.flatMap(specs).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status !== 'expected')
      .map((test) => {
        const error = test.results.flatMap((result) => result.errors)[0];
        return failure(spec.file, `${spec.title} (${test.status})`, error?.message);
      }),
  );
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped + errors.length,
    failures: [...failures, ...errors.map((error) => failure('browser', 'outside of a test', error.message))],
  };
}

function failure(file: string, name: string, reason = ''): string {
  const lines = stripVTControlCharacters(reason)
    .split('\n')
    .filter((line) => line.trim());
  const where = file.startsWith('/') ? relative(root, file) : file;
  return [`✗ ${where} › ${name}`, ...lines.slice(0, 4).map((line) => `    ${line}`)].join('\n');
}
