import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './child.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Applies `supabase/migrations` with the real CLI, to an address that is always named: without one it would go to
 * whatever listens on its default port. `upTo`: only the migrations up to this version, for a backup of an older release.
 * @throws with what the CLI said, the failing statement included.
 */
export async function applyMigrations(projectUrl: string, upTo?: string): Promise<void> {
  const folder = upTo === undefined ? root : projectUpTo(upTo);
  try {
    await promisify(execFile)(
      join(root, 'node_modules/.bin/supabase'),
      ['db', 'push', '--yes', '--include-all', `--remote=${projectUrl}?sslmode=disable`],
      {
        cwd: folder,
        env: childEnvironment({ SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1' }),
      },
    );
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The migrations could not be applied:\n${stdout}${stderr}`, { cause: error });
  } finally {
    if (folder !== root) rmSync(folder, { recursive: true });
  }
}

/** A project of the CLI that has the migrations of an older release. */
function projectUpTo(version: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'halle-migrations-'));
  cpSync(join(root, 'supabase/config.toml'), join(folder, 'supabase/config.toml'));
  for (const name of readdirSync(join(root, 'supabase/migrations')))
    if (name.slice(0, 14) <= version)
      cpSync(join(root, 'supabase/migrations', name), join(folder, 'supabase/migrations', name));
  return folder;
}
