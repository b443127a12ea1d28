import { expect, it } from 'vitest';
import { carFiltersOf, carOrderOf, carsAddress, knrBeginning } from './list-address.ts';

const read = (address: string) => new URL(address, 'http://plant').searchParams;

it('an address holds all of what is asked for', () => {
  const filters = {
    knr: '2024-17',
    outcome: 'failed',
    engine: '',
    from: '2024-01-01',
    answer: 'long',
  } as const;
  const order = { sort: 'answered', descending: false } as const;
  const params = read(carsAddress(filters, order, 4));
  expect(carFiltersOf(params)).toEqual(filters);
  expect(carOrderOf(params)).toEqual(order);
});

it('what cannot be read shows more, not an error', () => {
  const params = read('/cars?knr=x&outcome=lost&from=2024-99-01&answer=&engine=CWL&sort=color');
  expect(carFiltersOf(params)).toEqual({ engine: 'CWL' });
  expect(carOrderOf(params)).toEqual({ sort: 'knr', descending: true });
  expect(carsAddress({})).toBe('/cars');
});

it('the beginning of a number is read with and without its hyphen', () => {
  expect(['20', '2024', '2024-', '2024-17', '202417', ' 2024-1736352 '].map(knrBeginning)).toEqual([
    '20',
    '2024',
    '2024',
    '2024-17',
    '2024-17',
    '2024-1736352',
  ]);
  expect(['', 'abc', '20-17', '2024-17363521', '2024-17 4'].map(knrBeginning)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
});
