import { describe, expect, test } from 'vitest';
import { addressWith, addressWithColumns, readColumns, readQuery, sortedBy } from './list-query.ts';

const params = (text: string) => new URLSearchParams(text);

describe('the address of the list of models', () => {
  test('without anything: all models, the newest first', () => {
    expect(readQuery(params(''))).toEqual({
      search: '',
      status: null,
      origin: null,
      sort: 'created',
      down: true,
      page: 1,
    });
  });
  test('what nobody understands counts as not said', () => {
    expect(readQuery(params('status=gone&origin=moon&sort=-weight&page=-3'))).toEqual(readQuery(params('')));
    expect(readColumns(params('columns=f1,weight,created'))).toEqual(['created', 'f1']);
    expect(readColumns(params('q=x'))).toBeNull();
  });
  test('says what is asked and reads it back', () => {
    const address = addressWith(params('trend=f1'), {
      search: '50% ß',
      status: 'retired',
      sort: 'brier',
      down: false,
    });
    expect(address).toMatch(/^\/models\?/);
    const back = params(address.split('?')[1]!);
    expect(readQuery(back)).toMatchObject({ search: '50% ß', status: 'retired', sort: 'brier', down: false });
    expect(back.get('trend')).toBe('f1');
    expect(addressWith(params('q=a&status=retired'), { search: '', status: null })).toBe('/models');
  });
  test('a change begins with the first page, a page alone does not', () => {
    expect(addressWith(params('page=4'), { search: 'a' })).toBe('/models?q=a');
    expect(addressWith(params('q=a'), { page: 2 })).toBe('/models?q=a&page=2');
    expect(addressWithColumns(params('page=4'), ['f1', 'status'])).toBe('/models?page=4&columns=f1,status');
  });
  test('a column’s head orders by it as it is best read, and turns it round', () => {
    const query = readQuery(params(''));
    expect(sortedBy(query, 'precision')).toEqual({ sort: 'precision', down: true });
    expect(sortedBy(query, 'brier')).toEqual({ sort: 'brier', down: false });
    expect(sortedBy({ ...query, sort: 'precision', down: true }, 'precision').down).toBe(false);
  });
});
