import { describe, expect, test } from 'vitest';
import { deriveKind, isLoadable, storageName } from './derive-kind.ts';

describe('deriveKind', () => {
  test.each([
    ['a.csv', 'KNR,MODELO,COR,MOTOR,ESTACAO,USUARIO,HALLE,FALHA,S_GROUP_ID,DATA\n', 'failures'],
    ['a.csv', 'KNR;NAME;ID;STATUS;UNIT;VALUE_ID;VALUE;DATA\n', 'results'],
    ['a.csv', 'KNR\tSTATUS\tDATA\n', 'status'],
    // The header stands below blank cells, with an index column at the left.
    ['a.csv', ',Unnamed: 1,Unnamed: 2\n,,\n,"KNR","STATUS","DATA"\n', 'status'],
    ['a.csv', '\uFEFFKNR,STATUS,DATA\n', 'status'],
    ['Falhas 2024.xlsx', '', 'failures'],
    ['resultados-1.xlsx', '', 'results'],
    ['STATUS.xlsx', '', 'status'],
    // Columns say more than the name.
    ['status.csv', 'KNR,NAME,ID,STATUS,UNIT,VALUE_ID,VALUE,DATA\n', 'results'],
    ['list.csv', 'a,b\n1,2\n', null],
    // A name that says two things says nothing.
    ['status-results.xlsx', '', null],
  ] as const)('%s with %j is %s', (name, head, kind) => {
    expect(deriveKind(name, head)).toBe(kind);
  });
});

test('only the kinds of file that can be read are loadable', () => {
  expect(['a.csv', 'b.TXT', 'c.xlsx', 'd.pdf', 'csv'].map(isLoadable)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('a name becomes one that Storage accepts', () => {
  expect(storageName('Relatório de falhas (maio).csv')).toBe('Relatorio de falhas (maio).csv');
  expect(storageName('../a/b\\c.csv')).toBe('_a_b_c.csv');
  expect(storageName('報告.csv')).toBe('__.csv');
});
