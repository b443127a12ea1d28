import { describe, expect, it } from 'vitest';
import { HalleError } from '../../../shared/errors.ts';
import { findHeader, splitLine } from './header.ts';

const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof HalleError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('findHeader', () => {
  it.each([
    [',', 'KNR,STATUS,DATA'],
    [';', 'KNR;STATUS;DATA'],
    ['\t', 'KNR\tSTATUS\tDATA'],
  ])('splits at %j', (delimiter, line) => {
    expect(findHeader([line, 'x'], 'status')).toMatchObject({ delimiter, line: 1, width: 3 });
  });

  it('passes over blank and Unnamed lines and an index column, in any case and order, with a byte-order mark', () => {
    const header = findHeader(
      ['Unnamed: 0;Unnamed: 1;Unnamed: 2;Unnamed: 3', ';;;', '\ufeff; data ;Knr;"status "', '0;a;b;c'],
      'status',
    );
    expect(header).toMatchObject({ delimiter: ';', line: 3, width: 4 });
    expect(Object.fromEntries(header.columns)).toEqual({ KNR: 2, STATUS: 3, DATA: 1 });
  });

  it('never reads the column that names an employee', () => {
    const header = findHeader(['KNR,MODELO,USUARIO,HALLE,FALHA,S_GROUP_ID,DATA'], 'failures');
    expect([...header.columns.keys()]).not.toContain('USUARIO');
  });

  it('says which columns are missing', () => {
    const error = refusal(() => findHeader(['KNR,NAME,ID,UNIT,VALUE,DATA'], 'results'));
    expect(error.code).toBe('missing_columns');
    expect(error.details).toMatchObject({ missing: ['STATUS'] });
    expect(error.message).toContain('STATUS is missing');
  });

  it.each([
    ['status', 'KNR,NAME,ID,STATUS,UNIT,VALUE,DATA', 'results'],
    ['results', 'KNR;STATUS;DATA', 'status'],
    ['results', 'KNR,HALLE,FALHA,S_GROUP_ID,DATA', 'failures'],
  ] as const)('tells a file in the wrong folder: %s', (kind, line, looksLike) => {
    expect(refusal(() => findHeader([line], kind)).details).toMatchObject({ looksLike });
  });

  it.each([[['']], [[';;;', '  ']]])('calls %j empty', (lines) => {
    expect(refusal(() => findHeader(lines, 'status')).code).toBe('empty_file');
  });
});

it('splits quoted cells', () => {
  expect(splitLine('a;"b;c";"say ""x""";', ';')).toEqual(['a', 'b;c', 'say "x"', '']);
});
