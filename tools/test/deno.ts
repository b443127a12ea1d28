import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionNames } from '../stack/functions.ts';
import { bin, root, runProgram } from './commands.ts';

export interface FunctionCheck {
  name: string;
  passed: boolean;
  output: string;
}

/**
 * Type-checks every Edge Function with Deno. By the root's deno.json: packages come from node_modules and nothing is
 * fetched. A function's own map names the same versions (supabase/functions/import-map.test.ts).
 */
export async function checkFunctions(): Promise<FunctionCheck[]> {
  const cache = mkdtempSync(join(tmpdir(), 'halle-deno-'));
  const env = { DENO_DIR: cache, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
  const check = (names: string[]) =>
    runProgram(
      bin('deno'),
      [
        'check',
        `--config=${join(root, 'deno.json')}`,
        '--no-lock',
        ...names.map((name) => join(root, 'supabase/functions', name, 'index.ts')),
      ],
      { env, show: false },
    );
  try {
    const names = functionNames();
    // All at once reads the shared packages once; one by one only to tell which is not good.
    const { code } = await check(names);
    if (code === 0) return names.map((name) => ({ name, passed: true, output: '' }));
    const results: FunctionCheck[] = [];
    for (const name of names) {
      const { code: own, output } = await check([name]);
      results.push({ name, passed: own === 0, output });
    }
    return results;
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}
