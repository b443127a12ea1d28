import { expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';

test('the variable that is missing or wrong is named, its value is not', () => {
  const source = { SUPABASE_URL: 'no address', SUPABASE_ANON_KEY: 'a-secret-value' };
  expect(() => readEnvironment(source)).toThrow(/SUPABASE_URL: .*SUPABASE_SERVICE_ROLE_KEY/);
  expect(() => readEnvironment(source)).not.toThrow(/a-secret-value|no address/);
});
