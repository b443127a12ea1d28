import { expect, test } from 'vitest';
import { asFailure, fromFunction, fromRest } from './failure.ts';

test('an error of our SQL keeps its code and sentence', () => {
  const failure = fromRest(
    { code: 'PT409', message: 'Model 3 is already in use.', details: 'already_in_use' },
    409,
  );
  expect([failure.code, failure.message]).toEqual(['already_in_use', 'Model 3 is already in use.']);
});

test.each([
  [{ code: 'PGRST301', message: 'JWT expired' }, 401, 'token_expired'],
  [{ code: '42501', message: 'permission denied for table models' }, 403, 'not_allowed'],
  [{ message: 'TypeError: Failed to fetch' }, 0, 'offline'],
  [{ code: 'XX000', message: 'boom' }, 500, 'unexpected'],
])('%j with status %i is %s', (error, status, code) => {
  expect(fromRest(error, status).code).toBe(code);
});

test('a function says its code; anything else that it answers is unexpected, but 401 ends the session', () => {
  expect(fromFunction({ error: { code: 'unknown_car', message: 'No car 1999-0000001.' } }, 404).code).toBe(
    'unknown_car',
  );
  expect(fromFunction('<html>', 502).code).toBe('unexpected');
  expect(fromFunction(null, 401).signedOut).toBe(true);
});

test('whatever is thrown becomes a failure', () => {
  expect(asFailure(new TypeError('Failed to fetch')).code).toBe('offline');
  expect(asFailure('odd').message).toBe('odd');
});
