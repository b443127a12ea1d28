import { describe, expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';

test('the variable that is missing or wrong is named, its value is not', () => {
  const source = { SUPABASE_URL: 'no address', SUPABASE_ANON_KEY: 'a-secret-value' };
  expect(() => readEnvironment(source)).toThrow(/SUPABASE_URL: .*SUPABASE_SERVICE_ROLE_KEY/);
  expect(() => readEnvironment(source)).not.toThrow(/a-secret-value|no address/);
});

describe('the list of web pages that may ask', () => {
  const origins = (list?: string) =>
    readEnvironment({
      SUPABASE_URL: 'http://127.0.0.1:1',
      SUPABASE_ANON_KEY: 'a',
      SUPABASE_SERVICE_ROLE_KEY: 'b',
      HALLE_ALLOWED_ORIGINS: list,
    }).HALLE_ALLOWED_ORIGINS;

  test('origins, parted by commas; none without it', () => {
    expect(origins('https://halle.example, http://127.0.0.1:5173')).toEqual([
      'https://halle.example',
      'http://127.0.0.1:5173',
    ]);
    expect(origins()).toEqual([]);
    expect(origins('')).toEqual([]);
  });

  test.each([
    '*',
    'halle.example',
    'https://halle.example/',
    'https://*.example',
    'https://A.example',
    'null',
  ])('not %s', (list) => expect(() => origins(list)).toThrow(/HALLE_ALLOWED_ORIGINS/));
});
