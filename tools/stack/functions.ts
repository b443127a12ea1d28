import { existsSync, globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment, SupervisedChild } from './child.ts';
import type { ProcessBook } from './processes.ts';

const root = join(import.meta.dirname, '../..');

/** The names of the Edge Functions: the folders with an index.ts. */
export function functionNames(): string[] {
  const folder = join(root, 'supabase/functions');
  return readdirSync(folder).filter(
    (name) => !name.startsWith('_') && existsSync(join(folder, name, 'index.ts')),
  );
}

/**
 * The Deno program itself: the command of its npm package is a script that starts it, and a signal to the script
 * would not reach it.
 */
export function denoProgram(): string {
  const found = [
    join(root, 'node_modules/deno/deno'),
    ...globSync(join(root, 'node_modules/@deno/*/deno')),
  ].find((path) => existsSync(path));
  if (!found) throw new Error('Deno is not installed: run npm install.');
  return found;
}

/** Deno's command with only the rights that functions have on hosted: these files, the network of this machine and of `hosts`, their environment. */
export const runInDeno = (readable: readonly string[], hosts: readonly string[] = []): string[] => [
  'run',
  '--no-prompt',
  '--no-remote',
  '--no-lock',
  '--node-modules-dir=manual',
  `--allow-net=${['127.0.0.1', ...hosts].join(',')}`,
  '--allow-env',
  `--allow-read=${readable.join(',')}`,
];
/** What the process sees beside `env`; `denoDir`: where Deno keeps what it compiled. */
export const denoEnvironment = (denoDir: string, env: Record<string, string>) =>
  childEnvironment({ ...env, DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' });

/** What the functions are given on hosted, of a stack's addresses and keys; `origins`: web pages that may ask, parted by commas. */
export const functionsEnvironment = (
  stack: { apiUrl: string; dbUrl: string; publishableKey: string; secretKey: string },
  origins = '',
) => ({
  SUPABASE_URL: stack.apiUrl,
  SUPABASE_ANON_KEY: stack.publishableKey,
  SUPABASE_SERVICE_ROLE_KEY: stack.secretKey,
  SUPABASE_DB_URL: stack.dbUrl,
  HALLE_ALLOWED_ORIGINS: origins,
});

/**
 * The process that serves all Edge Functions, in Deno with only the rights that they have on hosted: their own source
 * to read, the network of this machine, the environment that they are given. Nothing is fetched: npm packages come
 * from node_modules.
 */
export function functionsProcess(options: {
  port: number;
  dataDir: string;
  logFile: string;
  book: ProcessBook;
  /** Another program around the functions, and only some of them: for measuring. */
  host?: string;
  names?: readonly string[];
  env: ReturnType<typeof functionsEnvironment> & Record<string, string>;
}): SupervisedChild {
  const ownHost = join(import.meta.dirname, 'functions-host.ts');
  const host = options.host ?? ownHost;
  const collector = options.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const readable = [
    host,
    ownHost,
    ...['supabase/functions', 'shared', 'node_modules', 'package.json', 'deno.json'].map((path) =>
      join(root, path),
    ),
  ];
  return new SupervisedChild({
    command: denoProgram(),
    args: [
      ...runInDeno(readable, collector ? [new URL(collector).hostname] : []),
      host,
      String(options.port),
      join(root, 'supabase/functions'),
      ...(options.names ?? functionNames()),
    ],
    cwd: root,
    env: denoEnvironment(join(options.dataDir, 'deno'), options.env),
    logFile: options.logFile,
    book: options.book,
    stopWithin: 3000,
  });
}

/** Waits until the functions answer. */
export async function functionsReady(port: number): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      // Not listening yet.
    }
  }
  throw new Error('The Edge Functions did not start; logs/functions.log in the data folder says why.');
}
