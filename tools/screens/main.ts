import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { loadDemoPlant } from '../demo-plant/load.ts';
import { bootStack, type Stack, type StackFile } from '../stack/boot.ts';
import { freePort } from '../stack/ports.ts';
import { readSettings } from '../stack/settings.ts';
import { root } from '../test/commands.ts';
import { writeIndex } from './index-page.ts';
import { pictures } from './pictures.ts';
import { preparePlant } from './prepare.ts';
import { takePictures } from './take.ts';

const USAGE = `npm run screens -- [--out docs/screens] [--only NAME,NAME] [--stack stack.json]
  Takes a picture of every page, in three sizes and two languages, on a demo plant of its own; with --stack, on that one.`;

/** A demo plant of its own, ended and removed afterwards. */
async function bootDemo(
  folder: string,
  say: (text: string) => void,
): Promise<{ stack: Stack; file: string }> {
  const dataDir = join(folder, 'stack');
  const settings = readSettings(['--data-dir', dataDir], {
    HALLE_API_PORT: String(await freePort()),
    HALLE_WEB_PORT: String(await freePort()),
    HALLE_DB_PORT: String(await freePort()),
  });
  if (settings === 'help') throw new Error('unreachable: no --help was given');
  const stack = await bootStack(settings, say);
  await loadDemoPlant(stack.file, dataDir, say);
  return { stack, file: join(dataDir, 'stack.json') };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: join(root, 'docs/screens') },
      only: { type: 'string' },
      stack: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(USAGE);
  const all = pictures();
  const wanted = values.only?.split(',');
  const unknown = wanted?.filter((name) => !all.some((each) => each.name === name)) ?? [];
  if (unknown.length > 0)
    throw new Error(
      `No such page: ${unknown.join(', ')}. There are: ${all.map(({ name }) => name).join(', ')}`,
    );
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'halle-screens-'));
  const say = (text: string) => console.log(`  ${text}`);
  let own: Stack | null = null;
  try {
    let file = values.stack ? resolve(values.stack) : '';
    if (!file) {
      const booted = await bootDemo(folder, say);
      own = booted.stack;
      file = booted.file;
    }
    // What prepares the plant works as the tests do, on the stack that this names.
    process.env['HALLE_STACK'] = file;
    const stack = JSON.parse(readFileSync(file, 'utf8')) as StackFile;
    const sql = postgres(stack.dbUrl, { max: 2, onnotice: () => undefined });
    const plant = await preparePlant(sql, say).finally(() => void sql.end());
    const { bytes, failed } = await takePictures(
      { stack, plant, out },
      all.filter(({ name }) => !wanted || wanted.includes(name)),
      say,
    );
    writeFileSync(join(out, 'README.md'), await writeIndex(out, all));
    console.log(`${(bytes / 1e6).toFixed(1)} MB taken`);
    if (failed.length > 0) throw new Error(`Not taken: ${failed.join(', ')}`);
  } finally {
    await own?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
