import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { logWriter } from '../stack/logs.ts';
import { ProcessBook } from '../stack/processes.ts';
import { buildWeb } from '../stack/web-build.ts';
import { root } from '../test/commands.ts';
import { dryRun } from './dry-run.ts';
import { readDeploySettings } from './settings.ts';
import { deploy } from './steps.ts';

const USAGE = `npm run deploy -- [--dry-run]

Deploys to the Supabase project that the environment names (docs/deploy.md). Safe to repeat.
  --dry-run   all of it against a stub of Supabase's management API and an empty database, on this machine`;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    say(USAGE);
    return;
  }
  if (values['dry-run']) {
    await dryRun(say);
    return;
  }
  const settings = readDeploySettings(process.env);
  const cache = join(root, 'node_modules/.cache/halle-deploy');
  mkdirSync(cache, { recursive: true });
  const book = await ProcessBook.open(cache);
  try {
    await deploy(
      {
        settings,
        cli: { workdir: root, accessToken: settings.accessToken },
        managementApi: 'https://api.supabase.com',
        buildWeb: () => buildWeb({ log: logWriter(join(cache, 'web.log')), book }),
      },
      say,
    );
  } finally {
    book.close();
  }
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
