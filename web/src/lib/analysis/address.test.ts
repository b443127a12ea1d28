import { describe, expect, it } from 'vitest';
import { addressOf, during, filtersOf, later, only, orderOf, toggled, withoutCodes } from './address.ts';

const of = (query: string) => filtersOf(new URLSearchParams(query));

describe('filters in the address', () => {
  it.each([
    ['', { last: 91 }],
    ['last=28', { last: 28 }],
    ['last=all', {}],
    ['from=2024-01-01&to=2024-03-31', { from: '2024-01-01', to: '2024-03-31' }],
    ['to=2024-03-31&engine=', { to: '2024-03-31', engine: [''] }],
    [
      'checkpoint=ZP6+/+ZP62&checkpoint=ROD&part=m%C3%B3dulo',
      { last: 91, checkpoint: ['ZP6 / ZP62', 'ROD'], part: ['módulo'] },
    ],
  ])('%j says so, and is said so', (query, filters) => {
    expect(of(query)).toEqual(filters);
    expect(of(addressOf(filters).split('?')[1] ?? '')).toEqual(filters);
  });
  it('what cannot be read is left out', () => {
    expect(of('from=1.1.2024&last=soon')).toEqual({ last: 91 });
    expect(of('from=2024-99-01&last=0')).toEqual({ last: 91 });
    expect(of('from=2024-03-01&to=2024-02-01')).toEqual({ from: '2024-03-01' });
    expect(of('color=A&color=A')).toEqual({ last: 91, color: ['A'] });
  });
  it('codes come and go, periods take the place of each other', () => {
    const filters = of('checkpoint=ZP7');
    expect(toggled(filters, 'checkpoint', 'ROD').checkpoint).toEqual(['ZP7', 'ROD']);
    expect(toggled(filters, 'checkpoint', 'ZP7')).toEqual({ last: 91 });
    expect(only(filters, 'checkpoint', 'ROD').checkpoint).toEqual(['ROD']);
    expect(during(filters, { from: '2024-01-01', to: '2024-01-07' })).toEqual({
      from: '2024-01-01',
      to: '2024-01-07',
      checkpoint: ['ZP7'],
    });
    expect(withoutCodes(of('last=28&color=A&part=x'))).toEqual({ last: 28 });
    expect(addressOf(of(''), '/analysis/cars')).toBe('/analysis/cars');
  });
});

it('days are counted over the ends of months', () => expect(later('2024-02-28', 2)).toBe('2024-03-01'));

it.each([
  ['', { sort: 'failures', descending: true }],
  ['sort=knr', { sort: 'knr', descending: false }],
  ['sort=-found', { sort: 'found', descending: true }],
  ['sort=-nothing', { sort: 'failures', descending: true }],
])('the order in %j', (query, order) => expect(orderOf(new URLSearchParams(query))).toEqual(order));
