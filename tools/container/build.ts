import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { packagesOf } from './packages.ts';
import { readPatches, requirePatched } from './patches.ts';

const root = join(import.meta.dirname, '../..');
const PARTS = ['trainer', 'shared'];

const isForTests = (path: string) => basename(path) === 'tests' || path.endsWith('.test.ts');

/**
 * Writes what the trainer's container holds into an empty folder: its source, `shared/`, and the packages that it needs
 * when it runs, as they are installed in the project, or in `installed` (lock.ts, for the Dockerfile's own platform). Needs
 * nothing but Node, and asks nobody.
 */
export function buildContent(out: string, installed = root): void {
  mkdirSync(out, { recursive: true });
  if (readdirSync(out).length > 0) throw new Error(`${out} is not empty.`);
  for (const part of PARTS) {
    cpSync(join(root, part), join(out, part), {
      recursive: true,
      filter: (path) => !isForTests(path) && basename(path) !== 'node_modules',
    });
  }
  // Where only the trainer's packages are installed, they stand in one manifest; in the project in each part's.
  for (const path of packagesOf(installed, installed === root ? PARTS : ['.'])) {
    cpSync(join(installed, path), join(out, path), {
      recursive: true,
      dereference: true,
      // A package's own nested packages are in the list when they are needed.
      filter: (from) => !from.slice(join(installed, path).length).includes('node_modules'),
    });
  }
  requirePatched(out, readPatches(root));
  writeFileSync(
    join(out, 'package.json'),
    `${JSON.stringify({ name: 'halle', type: 'module', private: true })}\n`,
  );
}

if (import.meta.main) {
  const [out, installed] = process.argv.slice(2);
  if (!out)
    throw new Error('npm run container -- DIR: the folder for the content of the trainer\u2019s container');
  buildContent(resolve(out), installed === undefined ? root : resolve(installed));
}
