import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import type { StackFile } from '../../tools/stack/boot.ts';
import { childEnvironment } from '../../tools/stack/child.ts';
import { freePort } from '../../tools/stack/ports.ts';

const root = join(import.meta.dirname, '../..');

/** Waits until `condition` gives something; throws a sentence when it does not. Looks every few ms. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  seconds = 30,
): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(4)) {
    const found = await condition();
    if (found) return found;
  }
  throw new Error(`waited in vain for: ${what}`);
}

/** An empty stack of a test file's own, without a trainer: for tests that kill trainers or look at whole tables. */
export class OwnStack {
  readonly folder: string;
  readonly file: StackFile;
  readonly sql: postgres.Sql;
  readonly #child: ChildProcess;
  readonly #trainers: Trainer[] = [];

  private constructor(folder: string, child: ChildProcess, file: StackFile) {
    this.folder = folder;
    this.file = file;
    this.#child = child;
    this.sql = postgres(file.dbUrl, { max: 4, onnotice: () => undefined });
  }

  /** `more`: further flags of `npm start`; `env`: further variables. */
  static async boot(more: readonly string[] = [], env: Record<string, string> = {}): Promise<OwnStack> {
    const folder = mkdtempSync(join(tmpdir(), 'halle-own-'));
    const flags = await Promise.all(
      ['api', 'web', 'db'].map(async (name) => `--${name}-port=${await freePort()}`),
    );
    const args = ['--empty', '--no-web', '--no-trainer', `--data-dir=${folder}`, ...flags, ...more];
    const child = spawn(process.execPath, [join(root, 'tools/stack/start.ts'), ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(
      'a stack',
      () => {
        if (child.exitCode !== null) throw new Error(`No stack came up:\n${output}`);
        return output.includes('Halle is ready');
      },
      90,
    ).catch((error: unknown) => {
      child.kill('SIGINT');
      throw error;
    });
    return new OwnStack(folder, child, JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8')));
  }

  /**
   * Starts a trainer as `npm start` does; `apiUrl`, where it finds Storage when that is not the stack's own gateway. `disturbed`:
   * its scratch folder, a file that Node loads before it, further variables.
   */
  trainer(apiUrl = this.file.apiUrl, disturbed: Disturbed = {}): Trainer {
    const trainer = new Trainer(this, apiUrl, disturbed);
    this.#trainers.push(trainer);
    return trainer;
  }

  async client(role: 'operator' | 'engineer' | 'admin'): Promise<SupabaseClient> {
    const auth = { persistSession: false, autoRefreshToken: false };
    const client = createClient(this.file.apiUrl, this.file.publishableKey, { auth });
    const { error } = await client.auth.signInWithPassword(this.file.accounts.find((a) => a.role === role)!);
    if (error) throw error;
    return client;
  }

  /** With the secret key. */
  service(): SupabaseClient {
    const auth = { persistSession: false, autoRefreshToken: false };
    return createClient(this.file.apiUrl, this.file.secretKey, { auth });
  }

  async stop(): Promise<void> {
    for (const trainer of this.#trainers) await trainer.end('SIGKILL');
    await this.sql.end({ timeout: 2 });
    this.#child.kill('SIGINT');
    await until(
      'the end of the stack',
      () => this.#child.exitCode !== null || this.#child.signalCode !== null,
    );
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Disturbed {
  scratch?: string;
  preload?: string;
  env?: Record<string, string>;
}

/** A trainer's process with what it says, however it was started. */
export class TrainerProcess {
  readonly process: ChildProcess;
  readonly scratch: string;
  output = '';

  constructor(
    [command, ...args]: readonly [string, ...string[]],
    { cwd, scratch, env }: { cwd: string; scratch: string; env: Record<string, string> },
  ) {
    this.scratch = scratch;
    this.process = spawn(command, args, {
      cwd,
      env: childEnvironment({ ...env, HALLE_SCRATCH_DIR: scratch }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.process.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  get ended(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** Resolves when the process is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.ended) this.process.kill(signal);
    await until(`the end of a trainer by ${signal}`, () => this.ended);
  }
}

export class Trainer extends TrainerProcess {
  constructor(stack: OwnStack, apiUrl: string, { scratch, preload, env = {} }: Disturbed) {
    const folder = scratch ?? join(stack.folder, 'scratch');
    mkdirSync(folder, { recursive: true });
    const first = preload ? ['--import', preload] : [];
    super([process.execPath, ...first, join(root, 'trainer/main.ts')], {
      cwd: root,
      scratch: folder,
      env: {
        HALLE_DATABASE_URL: stack.file.dbUrl,
        HALLE_API_URL: apiUrl,
        HALLE_SECRET_KEY: stack.file.secretKey,
        ...env,
      },
    });
  }

  async ready(): Promise<this> {
    await until(`a trainer; it said ${this.output}`, () => this.output.includes('"event":"ready"'));
    return this;
  }

  /** Folders of work under way in this trainer's own scratch folder. */
  get ownFolder(): string {
    return join(this.scratch, `trainer-${this.process.pid}`);
  }
  get worksInScratch(): boolean {
    return existsSync(this.ownFolder);
  }
}
