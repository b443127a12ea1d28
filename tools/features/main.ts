import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { FEATURES } from '../../shared/features/catalogue.ts';
import { root } from '../test/commands.ts';
import { featuresSql, MIGRATIONS, newestGenerated, nextName } from './migration.ts';
import { featuresTable } from './table.ts';

const USAGE = `npm run features -- [options]

Brings the feature catalogue (shared/features) into a new migration and into docs/features.md.

  --replace   write the newest generated migration again instead of a new one: only while it has not landed
  --check     write nothing; end with 1 when something is to be written`;

const document = join(root, 'docs/features.md');
const table = async () =>
  format(featuresTable(FEATURES), { ...(await resolveConfig(document)), parser: 'markdown' });

/** Says what to do when the database or the document do not say what the catalogue says; empty when they do. */
export async function checkFeaturesDrift(): Promise<string> {
  const wrong = [];
  if (newestGenerated()?.sql !== featuresSql(FEATURES)) wrong.push('the newest generated migration');
  if (!existsSync(document) || readFileSync(document, 'utf8') !== (await table()))
    wrong.push('docs/features.md');
  return wrong.length === 0
    ? ''
    : `The catalogue of features and ${wrong.join(' and ')} differ. Bring them together: npm run features`;
}

async function write(replace: boolean): Promise<void> {
  const sql = featuresSql(FEATURES);
  const newest = newestGenerated();
  if (newest?.sql !== sql) {
    const name = replace && newest ? newest.name : nextName(new Date());
    writeFileSync(join(MIGRATIONS, name), sql);
    process.stdout.write(`Wrote supabase/migrations/${name}; now: node tools/database-types.ts\n`);
  }
  writeFileSync(document, await table());
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { replace: { type: 'boolean' }, check: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) process.stdout.write(`${USAGE}\n`);
  else if (values.check) {
    const wrong = await checkFeaturesDrift();
    process.stdout.write(wrong ? `${wrong}\n` : 'Catalogue, migration and document agree\n');
    process.exitCode = wrong ? 1 : 0;
  } else await write(values.replace ?? false);
}
