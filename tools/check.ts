import { join } from 'node:path';
import { checkTypesDrift } from './database-types.ts';
import { checkFeaturesDrift } from './features/main.ts';
import { checkOpenapiDrift } from './openapi/main.ts';
import { bin, root, runProgram } from './test/commands.ts';
import { checkFunctions } from './test/deno.ts';
import { makeWebParts } from './test/web-parts.ts';
import { secretsInBundle, stackSecrets } from './web-secrets.ts';
import { firstPageSizes, overBudget } from './web-size.ts';

interface Step {
  name: string;
  /** Resolves with what was wrong; an empty text is good. */
  run: () => Promise<string>;
}

const program = (name: string, args: string[]) => async (): Promise<string> => {
  const { code, output } = await runProgram(bin(name), args, { show: false, env: { NO_COLOR: '1' } });
  return code === 0 ? '' : output;
};

const steps: Step[] = [
  { name: 'format', run: program('prettier', ['--check', '--log-level=warn', '.']) },
  { name: 'types', run: program('tsc', ['--noEmit', '-p', 'tsconfig.json']) },
  {
    name: 'web types',
    run: async () => {
      const wrong = await makeWebParts();
      if (wrong) return wrong;
      const web = join(root, 'web');
      const args = ['--fail-on-warnings', '--tsconfig=./tsconfig.json', '--output=human'];
      const { code, output } = await runProgram(bin('svelte-check'), args, { show: false, cwd: web });
      return code === 0 ? '' : output;
    },
  },
  {
    name: 'kernel',
    run: program('node', ['trainer/learner/kernel/build.ts', '--check']),
  },
  // After the web's own check, which makes the tsconfig that the linter reads.
  { name: 'lint', run: program('oxlint', ['--type-aware', '--deny-warnings']) },
  {
    name: 'functions in Deno',
    run: async () => {
      const results = await checkFunctions();
      return results
        .flatMap((result) => (result.passed ? [] : [`${result.name}\n${result.output}`]))
        .join('\n');
    },
  },
  {
    name: 'web size',
    run: async () => {
      const build = await runProgram(bin('vite'), ['build', '--logLevel=error'], {
        show: false,
        cwd: join(root, 'web'),
      });
      return build.code === 0 ? overBudget(firstPageSizes()) : build.output;
    },
  },
  {
    name: 'web secrets',
    run: async () => secretsInBundle(join(root, 'web/build'), stackSecrets()).join('\n'),
  },
  { name: 'features', run: checkFeaturesDrift },
  { name: 'openapi', run: checkOpenapiDrift },
  { name: 'database types', run: checkTypesDrift },
  { name: 'unit tests', run: program('vitest', ['run', '--project=unit', '--reporter=dot']) },
];

/** `npm run check`: all that can be said about the source without running the product. No warnings are let pass. */
async function main(): Promise<number> {
  const failed: string[] = [];
  for (const { name, run } of steps) {
    const started = Date.now();
    const wrong = await run();
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${wrong ? '✗' : '✓'} ${name.padEnd(20)} ${seconds.padStart(6)} s\n`);
    if (wrong) {
      failed.push(name);
      process.stdout.write(`${wrong.trimEnd()}\n`);
    }
  }
  process.stdout.write(failed.length > 0 ? `\nNot good: ${failed.join(', ')}\n` : '\nAll good\n');
  return failed.length > 0 ? 1 : 0;
}

process.exitCode = await main();
