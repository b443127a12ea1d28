import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Patch {
  file: string;
  /** The package's folder. */
  of: string;
  /** Lines that it adds, by the file that gets them. */
  adds: { path: string; line: string }[];
}

/** The project's patches of packages (`patches/`, applied by patch-package when the project is installed). */
export function readPatches(root: string): Patch[] {
  const folder = join(root, 'patches');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .map((file) => {
      const adds: Patch['adds'] = [];
      let path = '';
      for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
        if (line.startsWith('+++ ')) path = line.slice('+++ b/'.length).trim();
        else if (line.startsWith('+')) adds.push({ path, line: line.slice(1) });
      }
      const [of] = /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(adds[0]?.path ?? '') ?? [];
      if (of === undefined) throw new Error(`patches/${file} adds nothing to a package.`);
      return { file, of, adds };
    });
}

/** @throws when a package that is in the folder is there without its patch */
export function requirePatched(folder: string, patches: readonly Patch[]): void {
  for (const { file, of, adds } of patches) {
    if (!existsSync(join(folder, of))) continue;
    for (const { path, line } of adds) {
      if (!readFileSync(join(folder, path), 'utf8').includes(line)) {
        throw new Error(`${path} lacks what patches/${file} adds: npm install applies it.`);
      }
    }
  }
}
