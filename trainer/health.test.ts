import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FRESH_MS, isHealthy, showHealth } from './health.ts';

const scratch = mkdtempSync(join(tmpdir(), 'halle-health-'));
afterAll(() => rmSync(scratch, { recursive: true }));

test('a trainer is healthy as long as its sign is renewed', () => {
  expect(isHealthy(scratch)).toBe(false);
  const own = join(scratch, 'trainer-1');
  mkdirSync(own);
  expect(isHealthy(scratch)).toBe(false);
  const now = Date.now();
  showHealth(own);
  expect(isHealthy(scratch)).toBe(true);
  showHealth(own, new Date(now - FRESH_MS - 1));
  expect(isHealthy(scratch, now)).toBe(false);
  showHealth(own, new Date(now - 1000));
  expect(isHealthy(scratch, now)).toBe(true);
});
