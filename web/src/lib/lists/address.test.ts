import { expect, it } from 'vitest';
import { addressOf, orderOf, pageOf, turned, type Order } from './address.ts';

const SORTS = ['knr', 'entered'] as const;
const usual: Order<'knr' | 'entered'> = { sort: 'knr', descending: true };

it('what an address asks for is what it was made of, and the usual is left out', () => {
  const order = { sort: 'entered', descending: false } as const;
  const address = addressOf(
    '/cars',
    { engine: 'CWL', color: undefined, model: '' },
    { order, usual, page: 3 },
  );
  expect(address).toBe('/cars?engine=CWL&model=&sort=entered&page=3');
  const { searchParams } = new URL(address, 'http://plant');
  expect(orderOf(searchParams, SORTS, usual)).toEqual(order);
  expect(pageOf(searchParams)).toBe(3);
  expect(addressOf('/cars', {}, { order: usual, usual, page: 1 })).toBe('/cars');
});

it('what cannot be read is the usual, not an error', () => {
  for (const asked of ['sort=color&page=0', 'sort=&page=x', 'page=-4'])
    expect([orderOf(new URLSearchParams(asked), SORTS, usual), pageOf(new URLSearchParams(asked))]).toEqual([
      usual,
      1,
    ]);
});

it('the same column once more is the other way round, another begins as it does', () => {
  expect(turned(usual, 'knr', true)).toEqual({ sort: 'knr', descending: false });
  expect(turned(usual, 'entered', true)).toEqual({ sort: 'entered', descending: true });
});
