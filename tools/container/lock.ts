import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPatches } from './patches.ts';

const root = join(import.meta.dirname, '../..');

interface Entry {
  version?: string;
  integrity?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}
type Lock = Record<string, Entry>;

/** Where Node would find a package that `from` asks for: a key of the lock; null where it is not locked. */
function find(name: string, from: string, lock: Lock): string | null {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    const key = `${folder ? `${folder}/` : ''}node_modules/${name}`;
    if (lock[key]) return key;
    if (!folder.includes('/node_modules/'))
      return lock[`node_modules/${name}`] ? `node_modules/${name}` : null;
  }
}

/**
 * The part of the project's lock that the trainer needs when it runs, as a package of its own, and what patches its packages:
 * `npm ci` then installs these versions with these checksums and nothing else. Optional packages that are not locked (DuckDB's bindings for other
 * platforms) are left out of what asks for them, else npm calls the lock incomplete.
 */
export function trainerLock(): {
  manifest: object;
  lock: object;
  packages: Lock;
  /** Keys of the packages that are there when it runs; the others only patch them. */
  runs: Set<string>;
} {
  const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const whole: Lock = read('package-lock.json').packages;
  const dependencies: Record<string, string> = {
    ...read('shared/package.json').dependencies,
    ...read('trainer/package.json').dependencies,
  };
  const packages: Lock = {};
  const take = (key: string): void => {
    if (packages[key]) return;
    const entry = { ...whole[key]! };
    packages[key] = entry;
    for (const name of Object.keys(entry.dependencies ?? {})) require(name, key);
    const optional = Object.entries(entry.optionalDependencies ?? {}).filter(([name]) =>
      find(name, key, whole),
    );
    if (entry.optionalDependencies) entry.optionalDependencies = Object.fromEntries(optional);
    for (const [name] of optional) require(name, key);
  };
  const require = (name: string, from: string): void => {
    const key = find(name, from, whole);
    if (key === null)
      throw new Error(`package-lock.json lacks ${name}, which ${from || 'the trainer'} needs.`);
    take(key);
  };
  for (const name of Object.keys(dependencies)) require(name, '');
  const runs = new Set(Object.keys(packages));
  const devDependencies: Record<string, string> = {
    'patch-package': read('package.json').dependencies['patch-package'],
  };
  require('patch-package', '');
  const manifest = { name: 'halle-trainer', version: '0.0.0', private: true, dependencies, devDependencies };
  const head = { name: manifest.name, version: manifest.version };
  const lock = {
    ...head,
    lockfileVersion: 3,
    requires: true,
    packages: { '': { ...head, dependencies, devDependencies }, ...packages },
  };
  return { manifest, lock, packages, runs };
}

if (import.meta.main) {
  const [out] = process.argv.slice(2);
  if (!out) throw new Error('node tools/container/lock.ts DIR: the folder in which npm ci is run then');
  const { manifest, lock, packages } = trainerLock();
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(out, 'package-lock.json'), JSON.stringify(lock));
  // patch-package refuses a patch of what is not installed.
  mkdirSync(join(out, 'patches'), { recursive: true });
  for (const { file, of } of readPatches(root)) {
    if (packages[of]) copyFileSync(join(root, 'patches', file), join(out, 'patches', file));
  }
}
