import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import {
  analysisCarsSchema,
  analysisSchema,
  partSchema,
  roadTestsSchema,
  timesSchema,
  type Analysis,
} from '../../shared/contracts/analysis.ts';
import { database } from '../../tools/test/stack.ts';
import { seededRandom } from '../../trainer/learner/random.ts';
import { factsByHand } from '../../trainer/tests/facts-by-hand.ts';
import {
  bruteAnalysis,
  bruteCars,
  bruteRoadTests,
  bruteTimes,
  timeBefore,
  type Filters,
  readPlant,
} from './analysis-by-hand.ts';
import { sumsThatDiffer } from '../../trainer/tests/dump.ts';
import { become, CALLERS, refusal, rolledBack } from './as-caller.ts';

// What the page Analysis is told is what a count of the tables' rows tells, whatever was loaded, corrected and removed.

const sql = database();
afterAll(() => sql.end());

const PLACES = ['ZP5', 'ZP6', 'ZP7', 'CAB', 'ESPC', '', 'ROD'];
const GROUPS = ['1', '133', '-2', '#MULTIVALUE'];
/** Of parts that no other test has: a part is spelt as the whole plant spells it most often. */
const TEXTS = ['Zporta 01. Riscada', 'ZPORTA (13) SOLTA', 'Zcapô. Sujo', 'zcapo - solto', 'Zmódulo 05', '12'];
const CODES = ['R750', 'L540', 'G700', 'M600', 'M620', 'M700', 'M710', 'M720', 'M800', 'A600'];
const ENGINES = ['DHS', 'CWL', null];
const cars = Array.from({ length: 30 }, (_, n) => `2087-${String(n).padStart(7, '0')}`);

/** Does something to the rows of cars as loads do; gives the cars that it touched. */
function meddler(tx: TransactionSql, random: () => number) {
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const time = () =>
    `2087-0${1 + Math.floor(random() * 3)}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')} 0${Math.floor(random() * 9)}:00:00`;
  return async (): Promise<string> => {
    const knr = one(cars);
    const dice = random();
    if (dice < 0.45)
      await tx`insert into public.failures (row_key, knr, checkpoint, failure, failure_group, found_at, dataset_id)
        values (gen_random_uuid(), ${knr}, ${one(PLACES)}, ${one(TEXTS)}, ${one(GROUPS)}, ${time()}::text::timestamp, 0)`;
    else if (dice < 0.8) await factsByHand(tx).status(knr, one(CODES), time());
    else if (dice < 0.9)
      await tx`update public.cars set engine = ${one(ENGINES)}, color = ${one(['K2K2', '2R2R', null])} where knr = ${knr}`;
    else if (dice < 0.95) await tx`delete from public.failures where knr = ${knr}`;
    else await tx`delete from public.status_events where knr = ${knr}`;
    return knr;
  };
}

async function ask(tx: TransactionSql, name: string, filters: Filters, more = ''): Promise<unknown> {
  const [row] = await tx.unsafe(`select public.${name}($1::text::jsonb${more}) as answer`, [
    JSON.stringify(filters),
  ]);
  return row!['answer'];
}

const FILTERS: Filters[] = [
  {},
  { checkpoint: ['ZP7', 'ROD'] },
  { part: ['zporta'] },
  { failureGroup: ['133'], engine: ['DHS'] },
  { engine: [''] },
  { color: ['2R2R', 'never heard of'] },
  { checkpoint: ['never heard of'] },
  { from: '2087-02-01', to: '2087-02-20', engine: ['CWL'] },
  { from: '2087-02-01', to: '2087-02-28' },
];

describe('the answers are what the rows say', () => {
  it.each([1, 2, 3])('after anything that happens to them (%d)', (seed) =>
    rolledBack(sql, async (tx) => {
      const random = seededRandom(seed);
      const facts = factsByHand(tx);
      const meddle = meddler(tx, random);
      for (const knr of cars) await facts.car(knr, 'DHS');
      await facts.refresh(cars);
      await tx`select private.refresh_analysis(${cars}, null)`;
      for (let round = 0; round < 12; round++) {
        const touched: string[] = [];
        for (let n = 0; n < 25; n++) touched.push(await meddle());
        if (round === 8) {
          // Nobody speaks of it any more.
          for (const table of ['failures', 'status_events', 'car_features', 'cars'])
            await tx`delete from public.${tx(table)} where knr = ${cars[0]!}`;
          touched.push(cars[0]!);
        }
        const kept = touched.filter((knr) => round < 8 || knr !== cars[0]);
        for (const table of ['failures', 'status_events'])
          if (round >= 8) await tx`delete from public.${tx(table)} where knr = ${cars[0]!}`;
        await tx`select private.refresh_labels(${kept})`;
        await tx`select private.refresh_analysis(${touched}, ${null})`;
        if (round % 3 !== 2) continue;
        expect(await sumsThatDiffer(tx)).toEqual([]);
        const plant = await readPlant(tx, '2087-%');
        await tx`select set_config('request.jwt.claims', '{"role": "service_role"}', true)`;
        for (const filters of FILTERS) {
          const within = { from: '2087-01-01', to: '2087-04-30', ...filters };
          const told = analysisSchema.parse(await ask(tx, 'analysis', within)) as Analysis;
          const { known, before, step, parts, ...rest } = told;
          expect(known.from <= '2087-01-28').toBe(true);
          expect({ ...rest, parts: parts.top }).toEqual(bruteAnalysis(plant, within, step));
          const earlier = timeBefore(within);
          expect(before).toEqual(
            earlier.from < known.from ? null : bruteAnalysis(plant, earlier, step).totals,
          );
          expect(roadTestsSchema.parse(await ask(tx, 'analysis_road_tests', within))).toEqual(
            bruteRoadTests(plant, within),
          );
          expect(timesSchema.parse(await ask(tx, 'analysis_times', within))).toEqual(
            bruteTimes(plant, within),
          );
          const found = analysisCarsSchema.parse(await ask(tx, 'analysis_cars', within, ', 1, 5000'));
          expect(found).toEqual(bruteCars(plant, within));
        }
      }
    }),
  );

  it('rows of one kind are told by that kind alone', () =>
    rolledBack(sql, async (tx) => {
      const facts = factsByHand(tx);
      await facts.car(cars[0]!, 'DHS');
      await facts.status(cars[0]!, 'R750', '2087-01-01 06:00:00');
      await tx`select private.refresh_analysis(${[cars[0]!]}, 'status')`;
      await facts.failure(cars[0]!, 'ZP5', '2087-01-02 06:30:00');
      await facts.status(cars[0]!, 'L540', '2087-01-02 07:00:00');
      await tx`select private.refresh_analysis(${[cars[0]!]}, 'failures')`;
      const read = () =>
        tx`select p.first_day::text as day, e.code as engine, to_zp5a as seconds from private.car_passages p
          join private.analysis_codes e on e.id = p.engine where p.car = 20870000000`;
      expect(await read()).toEqual([{ day: '2087-01-01', engine: 'DHS', seconds: null }]);
      await tx`select private.refresh_analysis(${[cars[0]!]}, 'status')`;
      expect(await read()).toEqual([{ day: '2087-01-01', engine: 'DHS', seconds: 25 * 3600 }]);
    }));
});

describe('the cars behind failures', () => {
  it('come page by page, in the order that is asked for', () =>
    rolledBack(sql, async (tx) => {
      const facts = factsByHand(tx);
      for (const [n, knr] of cars.slice(0, 7).entries()) {
        await facts.car(knr);
        for (let i = 0; i <= n % 3; i++)
          await facts.failure(knr, 'ZP7', `2087-01-1${(n * 3) % 7} 06:0${i}:00`);
      }
      await tx`select private.refresh_analysis(${cars}, 'failures')`;
      await tx`select set_config('request.jwt.claims', '{"role": "service_role"}', true)`;
      const filters = { from: '2087-01-01', to: '2087-01-31' };
      const page = async (number: number, sort: string, descending: boolean) =>
        analysisCarsSchema
          .parse(await ask(tx, 'analysis_cars', filters, `, ${number}, 3, '${sort}', ${descending}`))
          .cars.map((car) => Number(car.knr.slice(-1)));
      expect([
        await page(1, 'failures', true),
        await page(2, 'failures', true),
        await page(3, 'failures', true),
      ]).toEqual([[5, 2, 4], [1, 6, 3], [0]]);
      expect(await page(1, 'knr', false)).toEqual([0, 1, 2]);
      expect(await page(3, 'knr', true)).toEqual([0]);
      expect(await page(1, 'found', true)).toEqual([2, 4, 6]);
      expect(await page(4, 'knr', false)).toEqual([]);
    }));
});

describe('parts', () => {
  it('are found by a piece of the name however it is written, and shown as they are spelt most often', () =>
    rolledBack(sql, async (tx) => {
      for (const [n, text] of ['Xícara 1', 'XICARA 2', 'XICARA. solta', 'Xerém'].entries()) {
        await factsByHand(tx).car(cars[n]!);
        await tx`insert into public.failures (row_key, knr, checkpoint, failure, failure_group, found_at, dataset_id)
          values (gen_random_uuid(), ${cars[n]!}, 'ZP7', ${text}, '1', '2087-01-01', 0)`;
      }
      await tx`select private.refresh_analysis(${cars}, 'failures')`;
      await become(tx, 'operator');
      const parts = async (search: string, named: string[] = []) =>
        partSchema
          .array()
          .parse((await tx`select public.analysis_parts(${search}, ${named}) as parts`)[0]!['parts']);
      expect(await parts('XÍC')).toEqual([{ code: 'xicara', spelling: 'XICARA', failures: 3 }]);
      expect(await parts('', ['xerem'])).toEqual([{ code: 'xerem', spelling: 'Xerém', failures: 1 }]);
      expect(await parts('%')).toEqual([]);
    }));
});

describe('what is asked', () => {
  it.each([
    null,
    [],
    { from: 'yesterday' },
    { from: '2087-02-30' },
    { from: '2087-03-01', to: '2087-02-01' },
    { last: 0 },
    { last: '28' },
    { checkpoint: 'ZP7' },
    { checkpoint: [] },
    { checkpoint: [7] },
    { unknown: ['x'] },
  ])('%j is refused', (filters) =>
    rolledBack(sql, async (tx) => {
      await become(tx, 'operator');
      for (const name of ['analysis', 'analysis_times', 'analysis_road_tests', 'analysis_cars']) {
        const denied = await refusal(tx, (tx) =>
          tx.unsafe(`select public.${name}($1::text::jsonb)`, [JSON.stringify(filters)]),
        );
        expect(denied, name).toMatchObject({ code: 'PT400', detail: 'invalid_field' });
      }
    }),
  );
  it('is answered to members only', async () => {
    for (const caller of CALLERS) {
      await rolledBack(sql, async (tx) => {
        await become(tx, caller);
        for (const asked of [
          "analysis('{}')",
          "analysis_times('{}')",
          "analysis_road_tests('{}')",
          "analysis_cars('{}')",
          "analysis_parts('')",
        ]) {
          const denied = await refusal(tx, (tx) => tx.unsafe(`select public.${asked}`));
          if (caller === 'anon' || caller === 'stranger')
            expect(['42501', 'PT403'], `${caller} ${asked}`).toContain(denied?.code);
          else expect(denied, `${caller} ${asked}`).toBeNull();
        }
        expect((await refusal(tx, (tx) => tx`select * from private.failure_facts`))?.code, caller).toBe(
          '42501',
        );
      });
    }
  });
});
