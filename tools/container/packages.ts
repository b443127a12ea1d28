import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

interface Manifest {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Where Node finds a package that `from` asks for; null where it is not installed. */
function find(name: string, from: string, root: string): string | null {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return path;
  }
  return null;
}

/**
 * Folders, relative to `root`, of all packages that workspaces need when they run, at the places where npm put them.
 * Optional ones (bindings for another platform) only where they are installed. @throws when another one is not
 */
export function packagesOf(root: string, workspaces: readonly string[]): string[] {
  const found = new Set<string>();
  const waiting = workspaces.map((workspace) => join(root, workspace));
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const { dependencies = {}, optionalDependencies = {} } = manifestOf(folder);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const path = find(name, folder, root);
      if (path === null) {
        if (name in optionalDependencies) continue;
        throw new Error(`${name} is not installed: run npm ci first.`);
      }
      if (found.has(path)) continue;
      found.add(path);
      waiting.push(path);
    }
  }
  return [...found].map((path) => relative(root, path)).toSorted();
}
