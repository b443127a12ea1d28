import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BenchPlant, makePlant } from '../bench/load-plant.ts';
import { NO_FAULTS } from '../demo-plant/options.ts';
import type { Kind } from '../demo-plant/planted.ts';
import { fileOf } from './day-files.ts';
import { BEFORE, cutIntoDays, type PlantDays } from './days.ts';
import { daysLate, isFound, testByLot } from './labels.ts';

const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
const seed = 3;
const from = '2024-02-01';
let plant: BenchPlant;
let cut: PlantDays;
const KINDS: readonly Kind[] = ['failures', 'results', 'status'];
const rowsOf = (path: string) => readFileSync(path, 'latin1').trimEnd().split('\n').slice(1);
const ofDay = (kind: Kind, day: string) => rowsOf(fileOf(folder, kind, day));

beforeAll(async () => {
  const options = {
    cars: 300,
    resultCars: 60,
    months: 2,
    files: 2,
    format: 'csv',
    seed,
    faults: NO_FAULTS,
  } as const;
  plant = await makePlant(join(folder, 'plants'), options, () => undefined);
  cut = await cutIntoDays(plant, folder, { from, seed });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a year cut into days', () => {
  it.each(KINDS)('loses and repeats no row of %s', (kind) => {
    const cutRows = readdirSync(join(folder, kind)).flatMap((name) => rowsOf(join(folder, kind, name)));
    const rows = plant.files
      .filter((file) => file.kind === kind)
      .flatMap(({ path }) => rowsOf(join(plant.folder, path)));
    expect(cutRows.sort()).toEqual(rows.sort());
  });

  it('has an export on every day of work from the first one on, and none on Sundays', () => {
    expect(cut.days[0]).toBe(from);
    expect(cut.days.length).toBeGreaterThan(20);
    expect(cut.days.filter((day) => new Date(`${day}T00:00:00Z`).getUTCDay() === 0)).toEqual([]);
    for (const day of cut.days) expect(readdirSync(join(folder, 'status'))).toContain(`status-${day}.csv`);
  });

  it('tells nothing of a road test on the day of its entry, and all from before it', () => {
    const day = cut.days[10]!;
    const asked = cut.entering.get(day)!;
    expect(asked.length).toBeGreaterThan(2);
    const until = [BEFORE, ...cut.days.slice(0, 11)];
    for (const knr of asked) {
      const status = until.flatMap((each) => ofDay('status', each)).filter((row) => row.startsWith(knr));
      expect(
        status.some((row) => row.includes(',M700,')),
        knr,
      ).toBe(true);
      expect(
        status.some((row) => /,M7[12]0,|,M800,/.test(row)),
        knr,
      ).toBe(false);
      const later = cut.days.slice(11).flatMap((each) => ofDay('status', each));
      expect(later.filter((row) => row.startsWith(knr)).map((row) => row.slice(13, 17))).toEqual(
        expect.arrayContaining(['M710', 'M720', 'M800']),
      );
    }
  });
});

describe('labels', () => {
  const cars = Array.from({ length: 4000 }, (_, i) => `2024-${1_000_000 + 7 * i}`);
  const share = (which: (knr: string) => boolean) => cars.filter(which).length / cars.length;

  it('come one to seven days late, as the seed says', () => {
    const late = cars.map((knr) => daysLate(seed, knr));
    expect([...new Set(late)].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(cars.map((knr) => daysLate(seed, knr))).toEqual(late);
    expect(cars.map((knr) => daysLate(seed + 1, knr))).not.toEqual(late);
  });

  it('are found by every long test, and by a share of the short ones', () => {
    expect(cars.every((knr) => isFound(seed, knr, 'long', 0))).toBe(true);
    expect(share((knr) => isFound(seed, knr, 'short', 0.7))).toBeCloseTo(0.7, 1);
    expect(share((knr) => testByLot(seed, knr, 0.2) === 'long')).toBeCloseTo(0.2, 1);
    // Who is tested long by lot is not who is lucky.
    expect(
      share((knr) => testByLot(seed, knr, 0.5) === 'long' && isFound(seed, knr, 'short', 0.5)),
    ).toBeCloseTo(0.25, 1);
  });
});
