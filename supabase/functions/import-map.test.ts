import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const names = readdirSync(here).filter((name) => existsSync(join(here, name, 'index.ts')));

/** A deployment reads the function's own map and no other: a package that it does not name is silently missing. */
test('each function maps exactly the packages of the workspace, at the versions that are installed', () => {
  const { dependencies } = read(join(here, 'package.json'));
  const expected = Object.fromEntries(
    Object.keys(dependencies).flatMap((name) => {
      const { version } = read(join(here, '../../node_modules', name, 'package.json'));
      const whole = [name, `npm:${name}@${version}`];
      return name === 'hono' ? [whole, ['hono/', `npm:/hono@${version}/`]] : [whole];
    }),
  );
  expect(names.sort()).toEqual(['createModel', 'evaluate', 'getModel', 'ingest', 'predict']);
  for (const name of names) expect(read(join(here, name, 'deno.json'))).toEqual({ imports: expected });
});
