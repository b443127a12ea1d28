import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export interface Outcome {
  code: number;
  /** What it printed; empty when it printed to the screen itself. */
  output: string;
}

/**
 * Runs one of the project's own programs, with the project's own Node, wherever this was started from. `show` prints as it goes, else the output is kept; with `onlyStdout` what it
 * says on stderr is kept only when it fails.
 */
export function runProgram(
  program: string,
  args: string[],
  options: {
    env?: Record<string, string>;
    show: boolean;
    onlyStdout?: boolean;
    cwd?: string;
    signal?: AbortSignal;
  },
): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      env: {
        ...process.env,
        PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`,
        ...options.env,
      },
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      signal: options.signal,
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    let complaints = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (options.onlyStdout) complaints += chunk.toString();
      else output += chunk.toString();
    });
    child.once('error', fail);
    child.once('close', (code) =>
      done({ code: code ?? 1, output: code === 0 ? output : output + complaints }),
    );
  });
}

/** Path of a program that an npm package brought. */
export const bin = (name: string) => join(root, 'node_modules/.bin', name);
