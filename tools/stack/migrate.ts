import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './child.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Applies `supabase/migrations` with the real CLI, to an address that is always named: without one it would go to
 * whatever listens on its default port.
 * @throws with what the CLI said, the failing statement included.
 */
export async function applyMigrations(projectUrl: string): Promise<void> {
  try {
    await promisify(execFile)(
      join(root, 'node_modules/.bin/supabase'),
      ['db', 'push', '--yes', '--include-all', `--remote=${projectUrl}?sslmode=disable`],
      {
        cwd: root,
        env: childEnvironment({ SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1' }),
      },
    );
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The migrations could not be applied:\n${stdout}${stderr}`, { cause: error });
  }
}
