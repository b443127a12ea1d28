import { parseArgs } from 'node:util';
import { restoreBackup, restoreFiles } from './backup/restore.ts';
import { verifiedManifest } from './backup/manifest.ts';
import { writeBackup } from './backup/write.ts';
import { plantSettings } from './plant-settings.ts';

const USAGE = `npm run backup -- TO_DIR                  tables and files of a plant, while it runs, into a new folder
npm run restore -- FROM_DIR               into an empty plant of the same release
npm run restore -- FROM_DIR --files-only  the files again, when it ended after the tables

The plant is that of --stack FILE, else of a trainer's environment (HALLE_DATABASE_URL and the others), else of
.halle/stack.json. docs/backup.md tells when to use which.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { stack: { type: 'string' }, 'files-only': { type: 'boolean' }, help: { type: 'boolean' } },
  });
  const [command, dir] = positionals;
  if (values.help) return console.log(USAGE);
  if ((command !== 'write' && command !== 'restore') || dir === undefined) throw new Error(USAGE);
  const plant = plantSettings(values.stack);
  const started = Date.now();
  const say = (line: string) => console.log(line);
  if (command === 'write') await writeBackup(plant, dir, say);
  else if (values['files-only']) await restoreFiles(plant, dir, await verifiedManifest(dir));
  else await restoreBackup(plant, dir, say);
  console.log(`Done in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
