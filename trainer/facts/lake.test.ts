import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Kind } from '../tasks/load/columns.ts';
import { type Duck, openDuck } from '../tasks/load/duck.ts';
import { FAILURES, failure, passing, RESULTS, result, STATUS } from '../tests/plant.ts';
import { monthsOf } from '../tests/months-of.ts';
import { FACT_KEY } from './facts.ts';
import { lakePath } from './lake.ts';

// The lake is read as others read it: by the query that docs/plant.md gives, and by a Parquet reader that is not DuckDB.

const A = '2024-1736352';
const B = '2024-1736353';
let folder: string;
let duck: Duck;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halle-lake-'));
  duck = await openDuck(folder);
});
afterAll(async () => {
  duck[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

/** Lays a file's months where bucket `lake` has them; gives their paths on disk. */
async function layInLake(kind: Kind, datasetId: number, content: string): Promise<string[]> {
  const scratch = await mkdtemp(join(folder, 'file-'));
  const { months, refused } = await monthsOf(duck, kind, content, scratch);
  expect(refused).toBe(0);
  return Promise.all(
    months.map(async ({ month, path }) => {
      const to = join(folder, 'lake', lakePath(kind, month, datasetId));
      await mkdir(dirname(to), { recursive: true });
      await rename(path, to);
      return to;
    }),
  );
}

describe('the query of docs/plant.md', () => {
  let documented: string;
  beforeAll(async () => {
    const text = await readFile(join(import.meta.dirname, '../../docs/plant.md'), 'utf8');
    const queries = [...text.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql = '']) => sql);
    documented = queries.find((sql) => sql.includes('read_parquet')) ?? '';
  });
  /** Only the folder is another, as for anybody who has fetched the bucket. */
  const history = (query: string) => duck.rows(query.replace("'lake/", `'${folder}/lake/`));

  it('gives the newest version of each fact, of all months and datasets', async () => {
    await layInLake(
      'status',
      9,
      STATUS + passing(A, 'R750', '2024-05-31 23:00:00') + passing(B, 'R750', '2024-06-01 06:00:00'),
    );
    // A later export holds the earlier one; its number sorts before the other as text and after it as a number.
    await layInLake(
      'status',
      10,
      STATUS + passing(B, 'R750', '2024-06-01 06:00:00.300') + passing(B, 'X1', '2024-06-02 07:00:00'),
    );
    const rows = await history(`${documented} order by happened_at`);
    expect(rows).toEqual([
      expect.objectContaining({ knr: A, status: 'R750', checkpoint: 'ZP5', month: '2024-05' }),
      expect.objectContaining({ filename: expect.stringContaining('dataset-10.'), month: '2024-06' }),
      expect.objectContaining({ knr: B, status: 'X1', checkpoint: null, happened_at: '2024-06-02 07:00:00' }),
    ]);
  });

  it('gives it of the other kinds too, with their folder and their key', async () => {
    const at = '2024-05-02 06:00:00';
    const said = failure(A, 'ZP5', at);
    // A dataset that says two things of one fact is heard with both, as in the tables.
    const both = said.replace(',133.0,', ',4,') + said.replace(',133.0,', ',5,');
    await layInLake('failures', 1, FAILURES + said + failure(B, 'ZP7', at));
    await layInLake('failures', 2, FAILURES + both);
    await layInLake('results', 3, RESULTS + result(A, 'x1', at, '1') + result(A, 'x2', at, '2'));
    await layInLake('results', 4, RESULTS + result(A, 'x1', at, '8', 13));
    const of = (kind: Kind) =>
      history(
        documented.replace('lake/status', `lake/${kind}`).replace(FACT_KEY.status, FACT_KEY[kind]) +
          ' order by all',
      );
    expect(await of('failures')).toMatchObject([
      { knr: A, failure_group: '4' },
      { knr: A, failure_group: '5' },
      { knr: B, failure_group: '133' },
    ]);
    expect(await of('results')).toMatchObject([
      { name: 'x1', value: 8, status: 13 },
      { name: 'x2', value: 2, status: 10 },
    ]);
  });
});

describe('a Parquet reader that is not DuckDB', () => {
  const read = async (kind: Kind, content: string) => {
    const [path, ...more] = await layInLake(kind, 20, content);
    expect(more).toEqual([]);
    const file = await asyncBufferFromFile(path!);
    const { schema, row_groups } = await parquetMetadataAsync(file);
    const types = schema.slice(1).map(({ name, type, converted_type: converted, logical_type: logical }) => {
      if (logical?.type !== 'TIMESTAMP') return `${name} ${converted ?? type}`;
      return `${name} TIMESTAMP ${logical.unit} ${logical.isAdjustedToUTC ? 'UTC' : 'local'}`;
    });
    const codecs = new Set(row_groups.flatMap(({ columns }) => columns.map((c) => c.meta_data?.codec)));
    expect([...codecs]).toEqual(['ZSTD']);
    return { types, rows: await parquetReadObjects({ file, compressors }) };
  };

  it('reads failures', async () => {
    const content = `2024-1736352;M;K2K2;;;U123;ZP7 ;Módulo (13) PEÇA ¨;133.0;20/5/2024 21:31:52\n`;
    const { types, rows } = await read('failures', FAILURES.replaceAll(',', ';') + content);
    const texts = ['knr', 'model', 'color', 'engine', 'station', 'checkpoint', 'failure', 'failure_group'];
    expect(types).toEqual([...texts.map((name) => `${name} UTF8`), 'happened_at TIMESTAMP MICROS local']);
    const [knr, model, color] = ['2024-1736352', 'M', 'K2K2'];
    const happened_at = new Date('2024-05-20T21:31:52Z');
    const said = { checkpoint: 'ZP7', failure: 'Módulo (13) PEÇA ¨', failure_group: '133' };
    expect(rows).toEqual([{ knr, model, color, engine: null, station: null, ...said, happened_at }]);
  });

  it('reads status', async () => {
    const { types, rows } = await read('status', STATUS + passing(A, 'm710', '45083.32670138889'));
    const texts = ['knr', 'status', 'checkpoint'];
    expect(types).toEqual([...texts.map((name) => `${name} UTF8`), 'happened_at TIMESTAMP MICROS local']);
    const happened_at = new Date('2023-06-06T07:50:27Z');
    expect(rows).toEqual([{ knr: A, status: 'M710', checkpoint: 'ROD', happened_at }]);
  });

  it('reads results, also many of them', async () => {
    const count = 30_000;
    const first = Date.UTC(2024, 4, 1);
    const time = (i: number) => new Date(first + i * 60_000);
    const text = (i: number) => time(i).toISOString().slice(0, 19).replace('T', ' ');
    const lines = Array.from({ length: count }, (_, i) => {
      const value = i % 7 === 0 ? '' : `"  ${i},25"`;
      return result(i % 2 ? A : B, `T${i % 250}`, text(i), value, i % 100 ? 10 : 13);
    });
    const { types, rows } = await read('results', RESULTS + lines.join(''));
    expect(types).toEqual([
      'knr UTF8',
      'test_group INT_32',
      'name UTF8',
      'status INT_32',
      'unit UTF8',
      'value_id UTF8',
      'value DOUBLE',
      'happened_at TIMESTAMP MICROS local',
    ]);
    const sorted = rows.toSorted((a, b) => a['happened_at'] - b['happened_at']);
    const told = Array.from({ length: count }, (_, i) => ({
      knr: i % 2 ? A : B,
      test_group: 2,
      name: `T${i % 250}`,
      status: i % 100 ? 10 : 13,
      unit: 'Nm',
      value_id: '1',
      value: i % 7 === 0 ? null : i + 0.25,
      happened_at: time(i),
    }));
    expect(sorted).toEqual(told);
  });
});
