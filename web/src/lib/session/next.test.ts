import { expect, test } from 'vitest';
import { safeNext } from './next.ts';

test.each([
  ['/data', '/data'],
  ['/compare?model=2&against=1', '/compare?model=2&against=1'],
  [null, '/'],
  ['//example.org', '/'],
  ['/\\example.org', '/'],
  ['https://example.org', '/'],
  ['javascript:alert(1)', '/'],
  ['/login?next=/login', '/'],
])('after sign-in %j leads to %j', (asked, path) => expect(safeNext(asked)).toBe(path));
