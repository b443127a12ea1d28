import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { carChoicesSchema, carListSchema, type CarFilters } from '../../shared/contracts/cars.ts';
import { putTablesPlant } from '../../tools/bench/tables-plant.ts';
import { database } from '../../tools/test/stack.ts';
import { become, CALLERS, refusal, rolledBack, twoModels, type Caller } from './as-caller.ts';
import { putInUse } from './put-in-use.ts';

const sql = database();
afterAll(() => sql.end());

const YEAR = '1851';
const CARS = 3_000;
interface Asked {
  filters?: CarFilters;
  page?: number;
  size?: number;
  sort?: string;
  descending?: boolean;
}

/** A plant of its own, in a transaction that is rolled back. */
const withPlant = (work: (sql: TransactionSql, deployment: number) => Promise<void>) =>
  rolledBack(sql, async (sql) => {
    const deployment = await putInUse(sql, (await twoModels(sql))[0], 0.4);
    await putTablesPlant(sql, YEAR, CARS, deployment);
    await work(sql, deployment);
  });

async function list(
  sql: TransactionSql,
  { filters = { knr: YEAR }, page = 1, size = 50, sort = 'knr', descending = true }: Asked = {},
) {
  const [row] = await sql`
    select public.car_list(${sql.json(filters)}, ${page}, ${size}, ${sort}, ${descending}) as told`;
  return carListSchema.parse(row!['told']);
}

describe('car_list', () => {
  it('leaves the cars of each filter, as the tables have them', async () => {
    await withPlant(async (sql) => {
      await become(sql, 'engineer');
      const answer = `(select (array_agg(coalesce(p.operator_decision, p.decision) order by p.id desc))[1]
        from public.predictions p where p.knr = c.knr)`;
      const cases: [CarFilters, string][] = [
        [{}, 'true'],
        [{ knr: `${YEAR}-00012` }, `c.knr like '${YEAR}-00012%'`],
        [{ knr: `${YEAR}-0000007` }, `c.knr = '${YEAR}-0000007'`],
        [{ outcome: 'failed' }, 'c.road_test_failed'],
        [{ outcome: 'passed' }, 'not c.road_test_failed'],
        [{ outcome: 'unknown' }, 'c.road_test_failed is null and c.road_test_at is not null'],
        [{ outcome: 'untested' }, 'c.road_test_at is null'],
        [{ engine: 'CWL' }, "c.engine = 'CWL'"],
        [{ engine: '' }, 'c.engine is null'],
        [{ color: 'K2K2', model: '5Z4' }, "c.color = 'K2K2' and c.model = '5Z4'"],
        [{ engine: "x' or true --" }, 'false'],
        [
          { from: `${YEAR}-03-01`, to: `${YEAR}-03-31` },
          `c.road_test_at >= '${YEAR}-03-01' and c.road_test_at < '${YEAR}-04-01'`,
        ],
        [{ answer: 'long' }, `${answer} = 'long'`],
        [{ answer: 'short', outcome: 'failed' }, `${answer} = 'short' and c.road_test_failed`],
        [{ answer: 'none' }, `${answer} is null`],
      ];
      const seen = new Set<number>();
      for (const [filters, where] of cases) {
        const wanted = await sql.unsafe(
          `select c.knr from public.cars c where c.knr like '${YEAR}-%' and (${where}) order by c.knr desc`,
        );
        const found = await list(sql, { filters: { knr: YEAR, ...filters }, size: 5000 });
        expect(
          found.cars.map(({ knr }) => knr),
          where,
        ).toEqual(wanted.map((row) => row['knr'] as string));
        expect([found.total, found.exact], where).toEqual([wanted.length, true]);
        seen.add(wanted.length);
      }
      expect(seen.size).toBeGreaterThan(10);
    });
  });

  it('has every car once over its pages, in every order', async () => {
    await withPlant(async (sql) => {
      await become(sql, 'operator');
      for (const sort of ['knr', 'entered', 'answered'])
        for (const descending of [true, false]) {
          const cars = [];
          for (let page = 1; page <= 8; page++)
            cars.push(...(await list(sql, { sort, descending, page, size: 400 })).cars);
          expect([cars.length, new Set(cars.map(({ knr }) => knr)).size], sort).toEqual([CARS, CARS]);
          const turn = descending ? -1 : 1;
          const keys = cars.map((car) =>
            sort === 'knr' ? car.knr : sort === 'entered' ? (car.roadTestAt ?? '9999') : car.answer,
          );
          if (sort === 'answered') {
            // Those that were asked come first, both ways.
            const asked = keys.filter((key) => key !== null).length;
            expect(asked).toBeGreaterThan(2000);
            expect(keys.slice(0, asked).every((key) => key !== null)).toBe(true);
          } else expect(keys).toEqual(keys.toSorted((a, b) => turn * (a! < b! ? -1 : a! > b! ? 1 : 0)));
        }
      expect((await list(sql, { page: 999 })).cars).toEqual([]);
    });
  });

  it('tells of an answer what was done; the probability is for engineers', async () => {
    await withPlant(async (sql) => {
      const [overridden] = await sql`
        select knr, decision, operator_decision from public.predictions p where operator_decision is not null and knr like ${`${YEAR}-%`}
          and not exists (select from public.predictions n where n.knr = p.knr and n.id > p.id) limit 1`;
      for (const caller of ['operator', 'engineer'] as const) {
        await become(sql, caller);
        const { cars } = await list(sql, { filters: { knr: overridden!['knr'] as string } });
        expect(cars).toHaveLength(1);
        const { answer } = cars[0]!;
        expect([answer!.decision, answer!.operator]).toEqual([
          overridden!['decision'],
          overridden!['operator_decision'],
        ]);
        expect(answer!.probability === null, caller).toBe(caller === 'operator');
      }
    });
  });

  it('follows answers as they are made, overridden and gone', async () => {
    await withPlant(async (sql, deployment) => {
      const knr = `${YEAR}-0000001`;
      const answer = async () => (await list(sql, { filters: { knr } })).cars[0]!.answer;
      const long = async () => (await list(sql, { filters: { knr, answer: 'long' } })).total;
      await become(sql, 'engineer');
      await sql`reset role`;
      await sql`delete from public.predictions where knr = ${knr}`;
      expect(await answer()).toBeNull();
      const made = await sql`insert into public.predictions (knr, deployment_id, probability, decision)
        values (${knr}, ${deployment}, 0.1, 'short'), (${knr}, ${deployment}, 0.9, 'long') returning id`;
      expect([(await answer())!.decision, await long()]).toEqual(['long', 1]);
      await sql`update public.predictions set operator_decision = 'short', operator_reason = 'other' where id = ${made[1]!['id']}`;
      expect([(await answer())!.operator, await long()]).toEqual(['short', 0]);
      await sql`update public.predictions set operator_decision = null, operator_reason = null where id = ${made[1]!['id']}`;
      expect(await long()).toBe(1);
      await sql`delete from public.predictions where id = ${made[1]!['id']}`;
      expect([(await answer())!.decision, await long()]).toEqual(['short', 0]);
    });
  });

  it('finds a first page without reading and sorting every car', async () => {
    await withPlant(async (sql) => {
      await sql`analyze public.cars, private.newest_answers`;
      for (const [answered, order] of [
        ['null', 'c.knr desc'],
        ['null', 'c.road_test_at desc, c.knr desc'],
        ['null', 'c.road_test_at asc, c.knr asc'],
        ['true', 'n.prediction_id desc'],
      ]) {
        const [from] = await sql.unsafe(`select private.cars_from('{}', ${answered}) as it`);
        const plan = await sql.unsafe(`explain select c.knr ${from!['it']} order by ${order} limit 50`);
        expect(plan.map((row) => row['QUERY PLAN'] as string).join('\n'), order).not.toMatch(/Seq Scan|Sort/);
      }
    });
  });

  it('refuses what it does not know, and tells which field it was', async () => {
    await rolledBack(sql, async (sql) => {
      await become(sql, 'operator');
      for (const [asked, field] of [
        [`'{"knr": "20-1"}'`, 'knr'],
        [`'{"knr": "2024%"}'`, 'knr'],
        [`'{"outcome": "lost"}'`, 'outcome'],
        [`'{"answer": ["long"]}'`, 'answer'],
        [`'{"engine": 5}'`, 'engine'],
        [`'{"from": "2024-02-31"}'`, 'from'],
        [`'{"shift": "1"}'`, 'shift'],
        [`'[]'`, 'filters'],
        [`'{}', 0`, 'page'],
        [`'{}', 1, 5001`, 'page_size'],
        [`'{}', 1, 50, 'color'`, 'sort'],
      ] as const) {
        const refused = await refusal(sql, (sql) => sql.unsafe(`select public.car_list(${asked})`));
        expect([refused?.code, refused?.detail], asked).toEqual(['PT400', 'invalid_field']);
        expect(refused?.message, asked).toMatch(new RegExp(`^${field}:`));
      }
    });
  });
});

describe('who may', () => {
  const members: readonly Caller[] = ['operator', 'engineer', 'admin'];
  it.each(['car_list()', 'car_choices()'])('ask %s', async (asked) => {
    for (const caller of CALLERS.filter((each) => each !== 'service'))
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        const refused = await refusal(sql, (sql) => sql.unsafe(`select public.${asked}`));
        if (members.includes(caller)) expect(refused, caller).toBeNull();
        else expect(['42501', 'PT403'], caller).toContain(refused?.code);
      });
  });
  it('not read what the list is made of', async () => {
    for (const caller of CALLERS)
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        const refused = await refusal(sql, (sql) => sql`select * from private.newest_answers`);
        expect(refused?.code, caller).toBe('42501');
      });
  });
});

it('car_choices tells the codes, those with most cars first', async () => {
  await withPlant(async (sql) => {
    await sql`insert into public.cars (knr, engine) select '1852-' || lpad(n::text, 7, '0'), case when n < 30 then 'ZZ1' else 'ZZ2' end from generate_series(1, 99) n`;
    await become(sql, 'operator');
    const [row] = await sql`select public.car_choices() as told`;
    const { engines, models } = carChoicesSchema.parse(row!['told']);
    expect(engines).toEqual(expect.arrayContaining(['CWL', 'EA2', '']));
    expect(engines.indexOf('ZZ2')).toBeLessThan(engines.indexOf('ZZ1'));
    expect(models).toEqual(expect.arrayContaining(['5Z3', '5Z4']));
  });
});
