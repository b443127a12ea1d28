import { afterAll, expect, it } from 'vitest';
import { FEATURES } from '../../shared/features/catalogue.ts';
import { database } from '../../tools/test/stack.ts';
import { putCars } from '../../tools/test/fixtures/cars.ts';
import { someCars } from '../../tools/test/fixtures/models.ts';
import { become, rolledBack } from './as-caller.ts';

const sql = database();
afterAll(() => sql.end());

it('tells every feature of the catalogue with its own value, newest car first', () =>
  rolledBack(sql, async (tx) => {
    const cars = someCars(3, 11).map(({ row, failed }, n) => ({
      knr: `2084-000000${n}`,
      features: row,
      roadTestAt: `2084-03-0${n + 1} 10:00:00`,
      failed,
    }));
    // A transaction has all that the fixture asks of a connection.
    await putCars(tx as never, cars);
    await become(tx, 'engineer');
    const [answer] = await tx`select public.evaluation_cars('2084-03-01', '2084-03-03', 10) as cars`;
    const { columns, knr, label, enteredAt, rows } = answer!['cars'];
    const expected = [cars[1]!, cars[0]!];
    expect(columns).toEqual(FEATURES.map((f) => f.name));
    expect(knr).toEqual(expected.map((car) => car.knr));
    expect(label).toEqual(expected.map((car) => Number(car.failed)));
    expect(enteredAt).toEqual(expected.map((car) => car.roadTestAt.replace(' ', 'T')));
    const told = (rows as (number | string | null)[][]).map((row) =>
      row.map((v) => (typeof v === 'number' ? Math.fround(v) : v)),
    );
    expect(told).toEqual(expected.map((car) => FEATURES.map((f) => car.features[f.name])));
  }));
