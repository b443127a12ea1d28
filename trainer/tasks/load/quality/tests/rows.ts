import type { Duck } from '../../duck.ts';

export interface FailureRows {
  /** First day, `YYYY-MM-DD`. */
  from: string;
  days: number;
  carsADay: number;
  rowsPerCar: number;
  /** DuckDB expressions over `car` (from 0), `row` (of the car, from 0) and `day`. */
  where?: string;
  checkpoint?: string;
  engine?: string;
}

/** A view `name` of failures as the lake keeps them: on each day other cars, all rows of a car on its day. */
export async function failureRows(duck: Duck, name: string, rows: FailureRows): Promise<string> {
  await duck.run(`create or replace view ${name} as
    select knr, 'BZ' as model, 'K2K2' as color, ${rows.engine ?? `'DHS'`} as engine, 'E1' as station,
      ${rows.checkpoint ?? `'ZP5'`} as checkpoint, 'failure ' || row as failure, '1' as failure_group,
      day + interval 6 hour + row * interval 1 minute as happened_at
    from (select car, row, '2024-' || (1000000 + car)::varchar as knr,
        date '${rows.from}' + (car // ${rows.carsADay})::integer as day
      from range(${rows.days * rows.carsADay}) a(car), range(${rows.rowsPerCar}) b(row))
    where ${rows.where ?? 'true'}`);
  return name;
}

/** A view `name` of test results, one hundred a car on a day; `notOkPerCar` of them are not ok. */
export async function resultRows(
  duck: Duck,
  name: string,
  rows: { from: string; days: number; carsADay: number; notOkPerCar: number; testName?: string },
): Promise<string> {
  await duck.run(`create or replace view ${name} as
    select '2024-' || (1000000 + car)::varchar as knr, 2 as test_group, ${rows.testName ?? `'042000'`} as name,
      case when row < ${rows.notOkPerCar} then 13 else 10 end as status, '' as unit, row::varchar as value_id,
      1.5::double as value,
      date '${rows.from}' + (car // ${rows.carsADay})::integer + row * interval 1 minute as happened_at
    from range(${rows.days * rows.carsADay}) a(car), range(100) b(row)`);
  return name;
}
