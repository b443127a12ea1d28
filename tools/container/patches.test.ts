import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readPatches, requirePatched } from './patches.ts';

const folder = mkdtempSync(join(tmpdir(), 'halle-patches-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a package that came without its patch is refused', () => {
  mkdirSync(join(folder, 'patches'));
  const diff =
    '--- a/node_modules/some/index.js\n+++ b/node_modules/some/index.js\n@@ -1 +1,2 @@\n one\n+two\n';
  writeFileSync(join(folder, 'patches/some+1.0.0.patch'), diff);
  const patches = readPatches(folder);
  requirePatched(folder, patches); // not there: nothing to patch
  mkdirSync(join(folder, 'node_modules/some'), { recursive: true });
  const file = join(folder, 'node_modules/some/index.js');
  writeFileSync(file, 'one\n');
  const says = 'node_modules/some/index.js lacks what patches/some+1.0.0.patch adds';
  expect(() => requirePatched(folder, patches)).toThrow(says);
  writeFileSync(file, 'one\ntwo\n');
  requirePatched(folder, patches);
});
