import { describe, expect, it } from 'vitest';
import { HeaderSearch } from '../header.ts';
import { splitLine } from '../split-line.ts';

const find = (...lines: string[]) => new HeaderSearch().find(lines.map((line) => line.split(',')));
const refusal = (line: string, declared: 'failures' | 'results' | 'status' | null = null) => {
  const search = new HeaderSearch();
  expect(search.find([line.split(',')])).toBeNull();
  return search.refusal(declared);
};

describe('the kind is told by the columns', () => {
  it.each([
    ['results', 'KNR,NAME,ID,STATUS,UNIT,VALUE_ID,VALUE,DATA'],
    ['results', 'data,value id, Value ,unit,status,id,Name,knr'],
    ['status', 'KNR,STATUS,DATA'],
    ['failures', 'KNR,MODELO,COR,MOTOR,ESTACAO,USUARIO,HALLE,FALHA,S_GROUP_ID,DATA'],
    ['failures', 'Knr,Modelo,Cor,Motor,Estação,Halle,Falha,S GROUP ID ,Data'],
    ['failures', 'KNR,MODELO,COR,MOTOR,ESTAC\u0327A\u0303O,HALLE,FALHA,s-group-id,DATA'],
  ])('%s: %s', (kind, line) => {
    expect(find(line)?.kind).toBe(kind);
  });

  it('with the places of all that are wanted, but not the one that names an employee', () => {
    const header = find('x,y', 'i,Knr,Estação,USUARIO,Halle,Falha,S GROUP ID,Data,Modelo,Cor,Motor');
    expect(header?.line).toBe(2);
    expect(Object.fromEntries(header?.columns ?? [])).toEqual({
      KNR: 1,
      ESTACAO: 2,
      HALLE: 4,
      FALHA: 5,
      S_GROUP_ID: 6,
      DATA: 7,
      MODELO: 8,
      COR: 9,
      MOTOR: 10,
    });
  });

  it('but a table must have every column that its rows are compared by', () => {
    expect(() => find('KNR,NAME,ID,STATUS,UNIT,VALUE,DATA')).toThrow('the VALUE_ID column is missing');
  });
});

describe('what is none is refused', () => {
  it.each([
    ['KNR,NAME,ID,UNIT,VALUE,DATA', null, 'results', ['STATUS'], undefined],
    ['KNR,NAME,ID,UNIT,VALUE,DATA', 'status', 'results', ['STATUS'], 'results'],
    ['KNR,DATA', 'failures', 'failures', ['HALLE', 'FALHA', 'S_GROUP_ID'], undefined],
    ['KNR,DATA', null, 'status', ['STATUS'], undefined],
    ['a,b', 'status', 'status', ['KNR', 'STATUS', 'DATA'], undefined],
  ] as const)('%s, declared %s', (line, declared, kind, missing, looksLike) => {
    const error = refusal(line, declared);
    expect(error.code).toBe('missing_columns');
    expect(error.details).toEqual({ kind, missing, ...(looksLike ? { looksLike } : {}) });
    for (const column of missing) expect(error.message).toContain(column);
  });

  it('and nothing is called empty', () => {
    expect(refusal(',,').code).toBe('empty_file');
    expect(refusal('Unnamed: 0,Unnamed: 1').code).toBe('empty_file');
  });
});

it('splits quoted cells', () => {
  expect(splitLine('a;"b;c";"say ""x""";', ';')).toEqual(['a', 'b;c', 'say "x"', '']);
});
