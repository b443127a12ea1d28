import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootStack, type Stack } from '../stack/boot.ts';
import { freePort } from '../stack/ports.ts';
import { readSettings } from '../stack/settings.ts';
import { findChromium } from './chromium.ts';
import { bin, root, runProgram } from './commands.ts';
import { type Count, countPlaywright, countVitest } from './counts.ts';
import { checkFunctions } from './deno.ts';
import { makeWebParts } from './web-parts.ts';

/**
 * `npm test`: every test, on an empty stack of its own (temporary folder, free ports) beside a running one.
 * Arguments filter test files by name: `npm test -- predict`. The last line is always `N passed, N failed`.
 */
async function main(filters: string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'halle-test-'));
  const counts = new Map<string, Count>();
  const interrupted = new AbortController();
  let stack: Stack | null = null;

  const note = (kind: string, count: Count) => counts.set(kind, count);
  /** What cannot be run at all is one failed test of its kind, with its reason on the screen. */
  const attempt = async (kind: string, work: () => Promise<Count>) => {
    interrupted.signal.throwIfAborted();
    process.stdout.write(`\n── ${kind}\n`);
    try {
      note(kind, await work());
    } catch (error) {
      interrupted.signal.throwIfAborted();
      process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
      note(kind, { passed: 0, failed: 1, failures: [`✗ ${kind} could not be run (see above)`] });
    }
  };

  const vitest = async (project: string, env: Record<string, string>): Promise<Count> => {
    const report = join(folder, `${project}.json`);
    await runProgram(
      bin('vitest'),
      [
        'run',
        `--project=${project}`,
        '--passWithNoTests',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...filters,
      ],
      { env, show: true, signal: interrupted.signal },
    );
    if (!existsSync(report)) throw new Error(`The ${project} tests did not finish.`);
    return countVitest(report);
  };

  try {
    await attempt('unit', async () => {
      const wrong = await makeWebParts();
      if (wrong) throw new Error(wrong);
      return vitest('unit', {});
    });
    if (filters.length === 0) {
      await attempt('functions type-checked by Deno', async () => {
        const results = await checkFunctions();
        for (const { name, passed, output } of results)
          process.stdout.write(passed ? `✓ ${name}\n` : `✗ ${name}\n${output}\n`);
        const failures = results
          .filter((result) => !result.passed)
          .map(({ name }) => `✗ ${name} is not accepted by Deno (see above)`);
        return { passed: results.length - failures.length, failed: failures.length, failures };
      });
    }
    await attempt('stack', async () => {
      const settings = readSettings(['--empty', '--data-dir', join(folder, 'stack')], {
        HALLE_API_PORT: String(await freePort()),
        HALLE_WEB_PORT: String(await freePort()),
        HALLE_DB_PORT: String(await freePort()),
      });
      if (settings === 'help') throw new Error('unreachable: no --help was given');
      const started = Date.now();
      const booting = bootStack(settings, (step) => process.stdout.write(`  ${step}\n`));
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.once(signal, () => interrupted.abort(new Error(`stopped by ${signal}`)));
      }
      stack = await booting;
      process.stdout.write(`  up in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
      return vitest('stack', { HALLE_STACK: join(settings.dataDir, 'stack.json') });
    });
    const specs = readdirSync(join(root, 'tools/test/browser')).filter(
      (name) =>
        name.endsWith('.spec.ts') &&
        (filters.length === 0 || filters.some((filter) => name.includes(filter))),
    );
    if (stack && specs.length > 0) {
      await attempt('browser', async () => {
        const browser = findChromium(process.env);
        process.stdout.write(`  Chromium of ${browser.source}: ${browser.path}\n`);
        const report = join(folder, 'browser.json');
        await runProgram(
          bin('playwright'),
          [
            'test',
            `--config=${join(root, 'tools/test/playwright.config.ts')}`,
            '--reporter=list,json',
            ...specs,
          ],
          {
            env: { HALLE_STACK: join(folder, 'stack/stack.json'), PLAYWRIGHT_JSON_OUTPUT_NAME: report },
            show: true,
            signal: interrupted.signal,
          },
        );
        if (!existsSync(report)) throw new Error('The browser tests did not finish.');
        return countPlaywright(report);
      });
    }
  } finally {
    await (stack as Stack | null)?.stop();
    if (process.env['HALLE_KEEP_TEST_DATA']) process.stdout.write(`\nKept ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  }

  process.stdout.write('\n');
  for (const { failures } of counts.values())
    for (const failure of failures) process.stdout.write(`${failure}\n`);
  for (const [kind, { passed, failed }] of counts) {
    process.stdout.write(`${kind}: ${passed} passed, ${failed} failed\n`);
  }
  const all = [...counts.values()];
  const passed = all.reduce((sum, count) => sum + count.passed, 0);
  const failed = all.reduce((sum, count) => sum + count.failed, 0);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n0 passed, 1 failed\n`);
    process.exit(1);
  },
);
