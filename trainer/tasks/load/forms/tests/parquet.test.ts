import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { literal, openDuck } from '../../duck.ts';
import { linesOf, readUpload } from './read-upload.ts';

const A = '2024-1736352';

async function parquet(select: string, options = ''): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'halle-parquet-'));
  try {
    using duck = await openDuck(folder);
    const path = join(folder, 'out.parquet');
    await duck.run(`copy (${select}) to ${literal(path)} (format parquet ${options})`);
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

it.each([
  ['timestamp', `timestamp '2024-05-20 21:31:51.992'`, '2024-05-20 21:31:51.992000'],
  ['timestamp of nanoseconds', `timestamp_ns '2024-05-20 21:31:51.992123456'`, '2024-05-20 21:31:51.992123'],
  ['timestamp of a zone', `timestamptz '2024-05-20 21:31:51.992+00'`, '2024-05-20 21:31:51.992000'],
  ['date', `date '2024-05-20'`, '2024-05-20'],
  ['double', '45083.32670138889::double', '45083.32670138889'],
  ['whole double', '133.0::double', '133'],
  ['NaN', `'nan'::double`, ''],
  ['decimal', '1.50::decimal(10,2)', '1.50'],
  ['bigint', '20241736352::bigint', '20241736352'],
  ['text', `' 20/5/2024 '`, '20/5/2024'],
  ['enumeration', `'x'::enum('x', 'y')`, 'x'],
  ['bytes', `'abc'::blob`, 'abc'],
  ['null', 'null::varchar', ''],
])('reads a column of %s', async (_, value, text) => {
  const read = await readUpload(await parquet(`select '${A}' as knr, 'x' as "Status", ${value} as "DATA"`));
  expect(read.reading).toEqual({ form: 'parquet' });
  expect(read.found).toEqual([{ cells: [A, 'x', text], ok: true, line: 1, within: '' }]);
});

it('reads many rows in pieces, in order, over row groups', async () => {
  const rows = `select '${A}' as KNR, i::integer as STATUS, i::double as DATA from range(10000) t(i)`;
  const read = await readUpload(await parquet(rows, ', row_group_size 2048'), { pieceBytes: 64 * 3000 });
  expect(read.pieces).toBe(4);
  expect(linesOf(read)).toEqual(Array.from({ length: 10_000 }, (_, i) => [i + 1, A, `${i}`, `${i}`]));
});

it('reads a spill, and never the employee', async () => {
  const block = (i: number) => `'2024-000000${i}', 'S${i}', '${i}'`;
  const spill = `select * from (values (${block(1)}, ${block(2)}), (${block(3)}, null, null, null))
    t(KNR, STATUS, DATA, "Unnamed: 3", "Unnamed: 4", "Unnamed: 5")`;
  const read = await readUpload(await parquet(spill));
  expect(read.found.map(({ cells, line, within }) => [cells[1], line, within])).toEqual([
    ['S1', 1, ''],
    ['S2', 1, 'block 2'],
    ['S3', 2, ''],
  ]);
  const failures = await parquet(
    `select '${A}' as KNR, 'U123' as USUARIO, 'ZP7' as HALLE, 'x' as FALHA, 1 as S_GROUP_ID, 2 as DATA,
      'M' as MODELO, 'C' as COR, 'E' as MOTOR, 'S' as ESTACAO`,
  );
  expect(JSON.stringify(await readUpload(failures))).not.toContain('U123');
});

it('refuses a file that is cut, and one without the columns', async () => {
  const whole = await parquet(`select '${A}' as KNR, 'x' as STATUS, i as DATA from range(1000) t(i)`);
  for (const length of [4, 100, whole.length - 1]) {
    await expect(readUpload(whole.subarray(0, length))).rejects.toMatchObject({ code: 'unreadable_file' });
  }
  const other = await parquet('select 1 as KNR, 2 as DATA');
  await expect(readUpload(other)).rejects.toMatchObject({ code: 'missing_columns' });
});
