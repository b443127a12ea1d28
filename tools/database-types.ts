import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { bootStack } from './stack/boot.ts';
import { freePort } from './stack/ports.ts';
import { readSettings } from './stack/settings.ts';
import { bin, root, runProgram } from './test/commands.ts';

const target = join(root, 'shared/generated/database.ts');

/** TypeScript types of schema `public`, made by the Supabase CLI from a database with this source's migrations. */
async function generate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'halle-types-'));
  const settings = readSettings(
    ['--empty', '--no-web', '--no-trainer', '--data-dir', join(folder, 'stack')],
    {
      HALLE_API_PORT: String(await freePort()),
      HALLE_DB_PORT: String(await freePort()),
    },
  );
  if (settings === 'help') throw new Error('unreachable: no --help was given');
  const stack = await bootStack(settings, () => undefined);
  try {
    const { code, output } = await runProgram(
      bin('supabase'),
      [
        'gen',
        'types',
        '--lang=typescript',
        '--schema=public',
        `--remote=${stack.file.dbUrl}?sslmode=disable`,
      ],
      { show: false, env: { SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }, onlyStdout: true },
    );
    if (code !== 0) throw new Error(`supabase gen types failed:\n${output}`);
    return await format(output, { ...(await resolveConfig(target)), parser: 'typescript' });
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Says what to do when the committed types are not those of the migrations; empty when they are. */
export async function checkTypesDrift(): Promise<string> {
  const fresh = await generate();
  const kept = existsSync(target) ? readFileSync(target, 'utf8') : '';
  return fresh === kept
    ? ''
    : 'shared/generated/database.ts is not what the migrations say. Make it again: node tools/database-types.ts';
}

if (import.meta.main) {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, await generate());
  process.stdout.write(`Wrote ${target}\n`);
}
