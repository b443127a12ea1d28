import { spawn, type ChildProcess } from 'node:child_process';
import { logWriter } from './logs.ts';
import type { ProcessBook } from './processes.ts';

export interface ChildOptions {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  logFile: string;
  book: ProcessBook;
  /** How long a SIGTERM may take before SIGKILL, ms. */
  stopWithin: number;
}

/** The environment of a child: where programs and the home are, and what it is given; nothing else of the shell. */
export function childEnvironment(own: Record<string, string>): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'SystemRoot'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...own };
}

/**
 * A process that is kept running: restarted when it ends by itself, later each time (0.5 s up to 10 s), its output
 * in a log file. It gets only the environment it is given: no secret of the person's shell reaches it.
 */
export class SupervisedChild {
  readonly #options: ChildOptions;
  #process: ChildProcess | null = null;
  #restart: NodeJS.Timeout | null = null;
  #stopping = false;
  #failures = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  start(): void {
    const { command, args, env, cwd, logFile, book } = this.#options;
    const log = logWriter(logFile);
    const startedAt = Date.now();
    // A group of its own: Ctrl-C in the terminal reaches only the stack, which ends its children in order.
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#process = child;
    child.stdout.on('data', (chunk: Buffer) => log(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => log(chunk.toString()));
    if (child.pid !== undefined) book.remember(child.pid);
    child.once('error', (error) => log(error.message));
    child.once('close', () => {
      if (child.pid !== undefined) book.forget(child.pid);
      if (this.#process === child) this.#process = null;
      if (this.#stopping) return;
      this.#failures = Date.now() - startedAt > 30_000 ? 0 : this.#failures + 1;
      this.#restart = setTimeout(() => this.start(), Math.min(10_000, 500 * 2 ** this.#failures));
    });
  }

  /** Asks the process to end, insists after `stopWithin`, and resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#restart) clearTimeout(this.#restart);
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((done) => child.once('close', () => done()));
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), this.#options.stopWithin);
    await gone;
    clearTimeout(insist);
  }
}
