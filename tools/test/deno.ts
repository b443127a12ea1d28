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
  try {
    const results: FunctionCheck[] = [];
    for (const name of functionNames()) {
      const folder = join(root, 'supabase/functions', name);
      const { code, output } = await runProgram(
        bin('deno'),
        ['check', '--config', join(root, 'deno.json'), '--no-lock', join(folder, 'index.ts')],
        { env, show: false },
      );
      results.push({ name, passed: code === 0, output });
    }
    return results;
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}
