import type { TransactionSql } from 'postgres';
import type { AnalysisFilters } from '../../shared/contracts/analysis.ts';
import { STATUS_CHECKPOINT } from '../../shared/plant/checkpoints.ts';

/** The answers of the page Analysis, counted row by row from the tables of facts. */
export type Filters = AnalysisFilters & { from?: string; to?: string };
interface Failure {
  knr: string;
  checkpoint: string;
  group: string;
  spelling: string;
  part: string;
  day: string;
}
interface Car {
  knr: string;
  engine: string;
  color: string;
  roadTestAt: string | null;
  failed: boolean | null;
  firstDay: string | null;
  /** First passage of each checkpoint, in ms. */
  passed: Record<string, number>;
}
export interface Plant {
  failures: Failure[];
  cars: Map<string, Car>;
}

export async function readPlant(tx: TransactionSql, like: string): Promise<Plant> {
  const failures = await tx<Failure[]>`
    select knr, checkpoint, failure_group as group, private.part_of_failure(failure) as spelling,
      private.fold_part(private.part_of_failure(failure)) as part, found_at::date::text as day
    from public.failures where knr like ${like}`;
  const events = await tx<{ knr: string; checkpoint: string | null; day: string; at: number }[]>`
    select knr, checkpoint, passed_at::date::text as day, extract(epoch from passed_at)::float8 as at
    from public.status_events where knr like ${like}`;
  const cars = await tx<Car[]>`
    select knr, coalesce(engine, '') as engine, coalesce(color, '') as color, to_char(road_test_at, 'YYYY-MM-DD"T"HH24:MI:SS') as "roadTestAt",
      road_test_failed as failed from public.cars where knr like ${like}`;
  const days = [...failures, ...events];
  for (const car of cars) {
    const own = days.filter(({ knr }) => knr === car.knr).map(({ day }) => day);
    car.firstDay = own.toSorted()[0] ?? null;
    car.passed = {};
    for (const { checkpoint, at } of events.filter(({ knr }) => knr === car.knr))
      if (checkpoint !== null) car.passed[checkpoint] = Math.min(at, car.passed[checkpoint] ?? Infinity);
  }
  return { failures: [...failures], cars: new Map(cars.map((car) => [car.knr, car])) };
}

const one = (codes: string[] | undefined, code: string) => codes === undefined || codes.includes(code);
const within = (day: string | null, { from = '', to = '9' }: Filters) =>
  day !== null && day.slice(0, 10) >= from && day.slice(0, 10) <= to;
const mayBe = (car: Car, filters: Filters) =>
  one(filters.engine, car.engine) && one(filters.color, car.color);

function failuresOf(plant: Plant, filters: Filters): (Failure & { car: Car })[] {
  return plant.failures
    .map((failure) => ({ ...failure, car: plant.cars.get(failure.knr)! }))
    .filter(
      (f) =>
        within(f.day, filters) &&
        one(filters.checkpoint, f.checkpoint) &&
        one(filters.part, f.part) &&
        one(filters.failureGroup, f.group) &&
        mayBe(f.car, filters),
    );
}

function count<T>(rows: readonly T[], by: (row: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(by(row), (counts.get(by(row)) ?? 0) + 1);
  return counts;
}
const plain = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const mostFirst = <T extends { code: string; failures: number }>(rows: T[]) =>
  rows.toSorted((a, b) => b.failures - a.failures || plain(a.code, b.code));

function monday(day: string): string {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

const DAY = 86_400_000;
const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The time of the same length before. */
export function timeBefore<T extends Filters>(filters: T): T & { from: string; to: string } {
  const [from, to] = [Date.parse(filters.from!), Date.parse(filters.to!)];
  return { ...filters, from: isoDay(2 * from - to - DAY), to: isoDay(from - DAY) };
}

export function bruteAnalysis(plant: Plant, filters: Filters, step: 'day' | 'week') {
  const failures = failuresOf(plant, filters);
  const built = [...plant.cars.values()].filter(
    (car) => within(car.firstDay, filters) && mayBe(car, filters),
  );
  const tested = [...plant.cars.values()].filter(
    (car) => car.failed !== null && within(car.roadTestAt, filters) && mayBe(car, filters),
  );
  const only = (counts: Map<string, number>) =>
    mostFirst([...counts].map(([code, n]) => ({ code, failures: n })));
  const withCars = (of: 'engine' | 'color') => {
    const found = count(failures, (f) => f.car[of]);
    const cars = count(built, (car) => car[of]);
    return mostFirst(
      [...new Set([...found.keys(), ...cars.keys()])].map((code) => ({
        code,
        failures: found.get(code) ?? 0,
        cars: cars.get(code) ?? 0,
      })),
    );
  };
  const at = (day: string) => (step === 'day' ? day : monday(day));
  const foundAt = count(failures, (f) => at(f.day));
  const builtAt = count(built, (car) => at(car.firstDay!));
  const time = [];
  for (let day = at(filters.from!); day <= filters.to!;) {
    time.push({ from: day, failures: foundAt.get(day) ?? 0, cars: builtAt.get(day) ?? 0 });
    day = isoDay(Date.parse(day) + (step === 'day' ? 1 : 7) * DAY);
  }
  const spellings = count(plant.failures, (f) => `${f.part}|${f.spelling}`);
  const spellingOf = (part: string) =>
    [...spellings]
      .filter(([key]) => key.startsWith(`${part}|`))
      .toSorted(([a, n], [b, k]) => k - n || plain(a, b))[0]![0]
      .slice(part.length + 1);
  return {
    period: { from: filters.from, to: filters.to },
    totals: {
      cars: built.length,
      failures: failures.length,
      roadTests: tested.length,
      roadTestFailures: tested.filter((car) => car.failed).length,
    },
    time,
    checkpoints: only(count(failures, (f) => f.checkpoint)),
    failureGroups: only(count(failures, (f) => f.group)),
    engines: withCars('engine'),
    colors: withCars('color'),
    parts: only(count(failures, (f) => f.part)).map(({ code, failures: n }) => ({
      code,
      spelling: spellingOf(code),
      failures: n,
    })),
    weeks: [...count(failures, (f) => `${f.checkpoint}|${monday(f.day)}`)]
      .map(([key, n]) => [...key.split('|'), n])
      .toSorted((a, b) => plain(a[0] as string, b[0] as string) || plain(a[1] as string, b[1] as string)),
  };
}

export function bruteRoadTests(plant: Plant, filters: Filters) {
  const tested = [...plant.cars.values()].filter(
    (car) => car.failed !== null && within(car.roadTestAt, filters) && mayBe(car, filters),
  );
  const failed = tested.filter((car) => car.failed);
  const by = (of: (car: Car) => string) =>
    [...count(tested, of)].map(([code, tests]) => ({
      code,
      tests,
      failed: count(failed, of).get(code) ?? 0,
    }));
  const most = (rows: { code: string; tests: number; failed: number }[]) =>
    rows.toSorted((a, b) => b.tests - a.tests || plain(a.code, b.code));
  return {
    weeks: by((car) => monday(car.roadTestAt!))
      .toSorted((a, b) => plain(a.code, b.code))
      .map(({ code, ...rest }) => ({ week: code, ...rest })),
    engines: most(by((car) => car.engine)),
    colors: most(by((car) => car.color)),
  };
}

export function bruteTimes(plant: Plant, filters: Filters) {
  const stops = Object.values(STATUS_CHECKPOINT);
  return stops.slice(1).flatMap((to, i) => {
    const from = stops[i]!;
    const took = [...plant.cars.values()]
      .filter((car) => mayBe(car, filters) && from in car.passed && to in car.passed)
      .filter((car) => within(new Date(car.passed[to]! * 1000).toISOString(), filters))
      .map((car) => ({ knr: car.knr, seconds: car.passed[to]! - car.passed[from]! }));
    const onward = took
      .filter(({ seconds }) => seconds >= 0)
      .toSorted((a, b) => b.seconds - a.seconds || plain(a.knr, b.knr));
    if (onward.length === 0) return [];
    const sorted = onward.map(({ seconds }) => seconds).toReversed();
    const quantile = (p: number) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]!;
    const [q1, median, q3] = [quantile(0.25), quantile(0.5), quantile(0.75)];
    const outliers = onward.filter(({ seconds }) => seconds > q3 + 3 * (q3 - q1));
    return [
      {
        from,
        to,
        cars: onward.length,
        backwards: took.length - onward.length,
        least: sorted[0],
        q1,
        median,
        q3,
        most: sorted.at(-1),
        outliers: outliers.length,
        longest: outliers.slice(0, 20),
      },
    ];
  });
}

export function bruteCars(plant: Plant, filters: Filters) {
  const failures = failuresOf(plant, filters);
  const cars = [...count(failures, (f) => f.knr)].map(([knr, n]) => {
    const { engine, color, roadTestAt, failed } = plant.cars.get(knr)!;
    const foundOn = failures
      .filter((f) => f.knr === knr)
      .map((f) => f.day)
      .toSorted()
      .at(-1);
    return { knr, failures: n, foundOn, engine: engine || null, color: color || null, roadTestAt, failed };
  });
  return {
    total: cars.length,
    failures: failures.length,
    cars: cars.toSorted((a, b) => b.failures - a.failures || -plain(a.knr, b.knr)),
  };
}
