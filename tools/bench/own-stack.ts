import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import type { StackFile } from '../stack/boot.ts';
import { freePort } from '../stack/ports.ts';
import { ProcessBook, processStart } from '../stack/processes.ts';
import { root } from '../test/commands.ts';

/** What the figures are for. */
export const CORES = 2;
const UP_WITHIN = 120_000;
const STOP_WITHIN = 40_000;

/** `program` on two cores when the machine has more and `taskset` is there. */
export function onTwoCores(program: string, args: string[]): [string, string[]] {
  if (availableParallelism() <= CORES || spawnSync('taskset', ['--version']).status !== 0)
    return [program, args];
  return ['taskset', ['--cpu-list', `0-${CORES - 1}`, program, ...args]];
}

/** An empty stack of its own: temporary folder, free ports, no web application. */
export class OwnStack {
  readonly folder: string;
  readonly file: StackFile;
  readonly sql: postgres.Sql;
  readonly trainer: number;
  /** How the trainer's memory is limited; blank: it is not. */
  readonly limit: string = '';
  readonly #child: ChildProcess;
  readonly #trainerStart: string | null;

  constructor(folder: string, child: ChildProcess) {
    this.folder = folder;
    this.#child = child;
    this.file = JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')) as StackFile;
    this.sql = postgres(this.file.dbUrl, { max: 1, onnotice: () => undefined });
    this.trainer = trainerOf(folder);
    this.#trainerStart = processStart(this.trainer);
  }

  /** @throws with what the stack printed when it does not come up within two minutes. */
  static async boot<Stack extends OwnStack>(
    this: new (folder: string, child: ChildProcess) => Stack,
    name: string,
  ): Promise<Stack> {
    const folder = mkdtempSync(join(tmpdir(), `halle-${name}-`));
    const ports = ['--api-port', '--web-port', '--db-port'];
    const flags = await Promise.all(ports.map(async (flag) => [flag, String(await freePort())]));
    const [program, args] = onTwoCores(process.execPath, [
      join(root, 'tools/stack/start.ts'),
      '--empty',
      '--no-web',
      '--data-dir',
      folder,
      ...flags.flat(),
    ]);
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let printed = '';
    const take = (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-4000));
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    try {
      const late = Date.now() + UP_WITHIN;
      while (!existsSync(join(folder, 'stack.json')) || trainerOf(folder) === 0) {
        if (child.exitCode !== null || Date.now() > late) throw new Error(`No stack came up:\n${printed}`);
        await sleep(100);
      }
      await sleep(300); // the file is written in one go, its last byte may be on the way
      return new this(folder, child);
    } catch (error) {
      await end(child, folder);
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** @throws with the end of its log when the trainer is not the process it was: it ended and was started again. */
  requireSameTrainer(): void {
    if (processStart(this.trainer) === this.#trainerStart) return;
    const log = join(this.folder, 'logs/trainer.log');
    const tail = existsSync(log) ? readFileSync(log, 'utf8').slice(-3000) : '';
    throw new Error(
      `The trainer ended while it worked${this.limit ? ` (memory limit: ${this.limit})` : ''}:\n${tail}`,
    );
  }

  async stop(keep: boolean): Promise<void> {
    await this.sql.end({ timeout: 2 });
    await end(this.#child, this.folder);
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Process number of a stack's trainer; 0 while there is none. */
function trainerOf(folder: string): number {
  for (const pid of childrenOf(folder)) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('trainer/main.ts')) return pid;
    } catch {
      // Gone meanwhile.
    }
  }
  return 0;
}

function childrenOf(folder: string): number[] {
  try {
    const book = JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')) as {
      children: { pid: number; startedAt: string }[];
    };
    return book.children.filter((c) => processStart(c.pid) === c.startedAt).map((c) => c.pid);
  } catch {
    return []; // not written yet, or being written
  }
}

/** Ends the stack's process, which ends its own children; insists when it takes too long, and ends them then. */
async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise<void>((done) => child.once('close', () => done()));
    child.kill('SIGINT');
    const insist = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN);
    await gone;
    clearTimeout(insist);
  }
  (await ProcessBook.open(folder)).close();
}
