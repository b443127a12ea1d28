import { describe, expect, it } from 'vitest';
import writeExcel from 'write-excel-file/node';
import { readUpload } from './read-upload.ts';

const knr = (i: number) => `2024-${1_000_000 + i}`;
const fact = (i: number) => [knr(i), `S${i}`, `${i}`];

/** Facts one below the other in blocks side by side, the last one shorter. */
function inBlocks(count: number, height: number, between: string[] = []): string[][] {
  return Array.from({ length: height }, (_, line) => {
    const cells = fact(line);
    for (let at = line + height; at < count; at += height) cells.push(...between, ...fact(at));
    return cells;
  });
}

const order = (count: number, height: number) =>
  Array.from({ length: count }, (_, i) => i).sort((a, b) => (a % height) - (b % height) || a - b);

describe.each([
  ['no header cells', ['KNR', 'STATUS', 'DATA'], []],
  ['blank header cells', ['KNR', 'STATUS', 'DATA', '', '', '', '', '', ''], []],
  ['Unnamed header cells', ['KNR', 'STATUS', 'DATA', ...[3, 4, 5, 6, 7, 8].map((n) => `Unnamed: ${n}`)], []],
  [
    'repeated header cells',
    ['KNR', 'STATUS', 'DATA', 'KNR.1', 'STATUS.1', 'DATA.1', 'KNR.2', 'STATUS.2', 'DATA.2'],
    [],
  ],
  ['the same header cells', ['KNR', 'STATUS', 'DATA', 'KNR', 'STATUS', 'DATA', 'Knr', 'Status', 'Data'], []],
  ['a blank column between', ['KNR', 'STATUS', 'DATA'], ['']],
  ['an index column between', ['KNR', 'STATUS', 'DATA'], ['7']],
])('a spill with %s', (_, header, between) => {
  it.each(['\n', '\r\n'])('loses no row of a text with %j', async (end) => {
    const rows = [header, ...inBlocks(25, 10, between)];
    const read = await readUpload(rows.map((row) => row.join(';')).join(end), { pieceBytes: 100 });
    expect(read.reading.blocks).toBe(3);
    expect(read.found.map(({ cells }) => cells)).toEqual(order(25, 10).map(fact));
    expect(read.found.every(({ ok }) => ok)).toBe(true);
    expect(read.found.map(({ line, within }) => [line, within])).toEqual(
      order(25, 10).map((i) => [(i % 10) + 2, i < 10 ? '' : `block ${Math.floor(i / 10) + 1}`]),
    );
  });

  it('loses no row of a workbook', async () => {
    const rows = [[], header, ...inBlocks(25, 10, between)].map((row) => [
      null,
      ...row.map((cell) => cell || null),
    ]);
    const read = await readUpload(await writeExcel(rows).toBuffer());
    expect(read.reading).toMatchObject({ form: 'workbook', blocks: 3 });
    expect(read.found.map(({ cells }) => cells)).toEqual(order(25, 10).map(fact));
    expect(read.found[1]).toMatchObject({ line: 3, within: 'block 2', ok: true });
  });
});

it('has padded blank cells where the last block is shorter, and a bad KNR in a block', async () => {
  const rows = [
    ['KNR', 'STATUS', 'DATA', '', '', ''],
    [...fact(1), 'bad', 'S', '1'],
    [...fact(2), ...fact(3)],
    [...fact(4), ...fact(5)],
    [...fact(6), '', '', ''],
    [...fact(7), knr(8), 'cut'],
  ];
  const read = await readUpload(rows.map((row) => row.join(',')).join('\n'));
  expect(read.found.map(({ line, within, ok, cells }) => [line, within, ok, cells[0]])).toEqual([
    [2, '', true, knr(1)],
    [2, 'block 2', true, 'bad'],
    [3, '', true, knr(2)],
    [3, 'block 2', true, knr(3)],
    [4, '', true, knr(4)],
    [4, 'block 2', true, knr(5)],
    [5, '', true, knr(6)],
    [6, '', true, knr(7)],
    [6, 'block 2', false, knr(8)],
  ]);
});

it('takes another named column with KNRs for no block', async () => {
  const read = await readUpload(`KNR,STATUS,DATA,ANTERIOR,X,Y\n${fact(1).join(',')},${fact(2).join(',')}\n`);
  expect(read.reading.blocks).toBeUndefined();
  expect(read.found).toHaveLength(1);
});
