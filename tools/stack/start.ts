import { join, relative } from 'node:path';
import { format } from 'node:util';
import { bootStack, type Stack } from './boot.ts';
import { logWriter } from './logs.ts';
import { progressScreen, readyScreen } from './screen.ts';
import { readSettings, USAGE } from './settings.ts';

/** Resolves at the first Ctrl-C, SIGTERM or closed terminal. Later ones are ignored: the stop is under way. */
function whenAskedToStop(): { asked: Promise<void>; signal: AbortSignal } {
  const abort = new AbortController();
  const asked = new Promise<void>((done) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        done();
        abort.abort(new Error(`stopped by ${name}`));
      });
    }
  });
  return { asked, signal: abort.signal };
}

/** Loads the demo plant once. A failure is told and the stack stays: it is usable without, and the next start goes on. */
async function loadDemo(stack: Stack, dataDir: string, say: (step: string) => void): Promise<string> {
  try {
    const { loadDemoPlant } = await import('../demo-plant/load.ts');
    await loadDemoPlant(stack.file, dataDir, say);
    return '';
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `\n  The demo plant is not complete: ${why}\n  The next start goes on with it; "npm start -- --empty" leaves it out.\n`;
  }
}

/** `npm start`: brings the stack up, loads the demo plant at the first start, stays up until Ctrl-C. */
async function main(): Promise<number> {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const { asked, signal } = whenAskedToStop();
  const progress = progressScreen(process.stdout);
  let stack: Stack;
  try {
    stack = await bootStack(settings, (step) => progress.step(step), signal);
  } catch (error) {
    progress.done();
    if (signal.aborted) return 0;
    throw error;
  }
  // A connection that breaks in the background is a line in the log, not the end of everything.
  const keep = logWriter(join(settings.dataDir, 'logs/platform.log'));
  process.on('unhandledRejection', (reason) => keep(format('unhandled rejection', reason)));

  if (!settings.empty) {
    const trouble = await Promise.race([
      loadDemo(stack, settings.dataDir, (step) => progress.step(step)),
      Promise.race([asked, stack.lost]).then(() => ''),
    ]);
    progress.done();
    process.stdout.write(trouble);
  }
  progress.done();
  if (!signal.aborted) {
    const file = relative(process.cwd(), join(settings.dataDir, 'stack.json'));
    process.stdout.write(`${readyScreen(stack.file, file, settings)}\n`);
  }
  const lost = await Promise.race([asked.then(() => null), stack.lost]);
  process.stdout.write(lost ? `\n${lost.message}\n` : '\nStopping…\n');
  await stack.stop();
  return lost ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
