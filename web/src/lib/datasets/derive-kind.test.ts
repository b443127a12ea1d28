import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { deriveKind, isLoadable, readHead, storageName } from './derive-kind.ts';

describe('deriveKind', () => {
  test.each([
    ['KNR,MODELO,COR,MOTOR,ESTACAO,USUARIO,HALLE,FALHA,S_GROUP_ID,DATA\n', 'failures'],
    ['KNR;NAME;ID;STATUS;UNIT;VALUE_ID;VALUE;DATA\n', 'results'],
    ['KNR\tSTATUS\tDATA\n', 'status'],
    // The header stands below blank cells, with an index column at the left.
    [',Unnamed: 1,Unnamed: 2\n,,\n,"KNR","STATUS","DATA"\n', 'status'],
    ['\uFEFFKNR,STATUS,DATA\n', 'status'],
    ['[{"KNR": "2024-0000001", "STATUS": "R750", "DATA": "2024-05-20"}]', 'status'],
    ['{"knr":"2024-0000001","falha":"x"}\n', 'failures'],
    ['a,b\n1,2\n', null],
    ['', null],
  ] as const)('%j is %s', (head, kind) => {
    expect(deriveKind(head)).toBe(kind);
  });
});

test('the head of a packed file is unpacked, however long the rest is', async () => {
  const rows = Array.from(
    { length: 20_000 },
    (_, i) => `2024-${String(i * 7919).padStart(7, '0')},R750,${i}`,
  );
  const packed = gzipSync(`KNR,STATUS,DATA\n${rows.join('\n')}`);
  expect(packed.length).toBeGreaterThan(40_000);
  expect(deriveKind(await readHead(new File([packed], 'a.csv.gz')))).toBe('status');
  expect(await readHead(new File(['KNR,STATUS,DATA'], 'not packed.csv.gz'))).toBe('');
});

test('only the kinds of file that can be read are loadable', () => {
  const yes = ['a.csv', 'b.TXT', 'c.xlsx', 'd.tsv', 'e.json', 'f.jsonl', 'g.ndjson', 'h.parquet', 'i.csv.gz'];
  expect(yes.filter((name) => !isLoadable(name))).toEqual([]);
  expect(['a.pdf', 'csv', 'a.gz', 'a.xlsx.gz', 'a.xls'].filter(isLoadable)).toEqual([]);
});

test('a name becomes one that Storage accepts', () => {
  expect(storageName('Relatório de falhas (maio).csv')).toBe('Relatorio de falhas (maio).csv');
  expect(storageName('../a/b\\c.csv')).toBe('_a_b_c.csv');
  expect(storageName('報告.csv')).toBe('__.csv');
});
