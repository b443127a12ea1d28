import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { plantSettings } from './plant-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'halle-plant-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'stack.json');
writeFileSync(
  file,
  JSON.stringify({ dbUrl: 'postgresql://a@local/b', apiUrl: 'http://local', secretKey: 'k' }),
);
const trainer = {
  HALLE_DATABASE_URL: 'postgresql://a@hosted/b',
  HALLE_API_URL: 'https://hosted',
  HALLE_SECRET_KEY: 'k',
};

it("names a plant by a trainer's environment, unless a stack.json is named", () => {
  expect(plantSettings(undefined, trainer).databaseUrl).toBe('postgresql://a@hosted/b');
  expect(plantSettings(file, trainer).databaseUrl).toBe('postgresql://a@local/b');
  expect(plantSettings(file, {}).scratchDir).toBe(join(folder, 'scratch'));
});

it('says what is missing', () => {
  expect(() => plantSettings(join(folder, 'none.json'), trainer)).toThrow(/There is no .*none\.json/);
  expect(() => plantSettings(undefined, { HALLE_DATABASE_URL: trainer.HALLE_DATABASE_URL })).toThrow(
    /HALLE_API_URL/,
  );
});
