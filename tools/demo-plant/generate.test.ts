import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Calendar } from './calendar.ts';
import { generateDemoPlant } from './generate.ts';
import { settle } from './options.ts';
import { makePlan } from './plan.ts';
import type { PlantedFile } from './planted.ts';
import { auc, expectedAuc } from './truth.ts';

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'demo-plant-'));
  folders.push(made);
  return made;
};
afterAll(() => folders.forEach((f) => rmSync(f, { recursive: true, force: true })));

/** A naive reader of one of the text files: cells per data row, index column and quotes taken away. */
function read(out: string, file: PlantedFile): string[][] {
  const text = readFileSync(join(out, file.path), file.encoding === 'latin1' ? 'latin1' : 'utf8');
  const lines = text.trimEnd().split('\n').slice(file.headerLine);
  return lines.map((line) => {
    const cells = line.split(file.delimiter === ',' ? /,(?=(?:[^"]*"[^"]*")*[^"]*$)/ : file.delimiter);
    return (file.headerLine > 1 ? cells.slice(1) : cells).map((c) => c.replace(/^"(.*)"$/, '$1').trim());
  });
}
function time(cell: string): number {
  const [, d, m, y, clock] = /^(\d+)\/(\d+)\/(\d{4}) (\d+:\d\d:\d\d)$/.exec(cell) ?? [];
  if (y) return Date.parse(`${y}-${m?.padStart(2, '0')}-${d?.padStart(2, '0')}T${clock?.padStart(8, '0')}Z`);
  if (/^\d{5}\.\d+$/.test(cell)) return Math.round((Number(cell) - 25_569) * 86_400_000);
  return /^\d{4}-\d\d-\d\d \d\d:/.test(cell) ? Date.parse(`${cell.replace(' ', 'T')}Z`) : NaN;
}

const out = folder();
const planted = await generateDemoPlant({ out, cars: 300, format: 'csv', seed: 3 });
const of = (kind: string) => planted.files.filter((f) => f.kind === kind);
const rows = (kind: string) => of(kind).flatMap((f) => read(out, f));
const entry = new Map(
  rows('status')
    .filter((r) => r[1] === 'M710')
    .map((r) => [r[0], time(r[2] as string)]),
);
const failed = new Set(
  rows('failures')
    .filter((r) => r[6] === 'ROD')
    .map((r) => r[0]),
);

describe('files', () => {
  it('are the same bytes for the same options, others for another seed', async () => {
    const hash = (dir: string, path: string) =>
      createHash('md5')
        .update(readFileSync(join(dir, path)))
        .digest('hex');
    const again = folder();
    const options = { cars: 200, months: 2, seed: 5 };
    const first = folder();
    const a = await generateDemoPlant({ ...options, out: first });
    // A ZIP header counts time in steps of 2 s.
    await new Promise((done) => setTimeout(done, 2100));
    await generateDemoPlant({ ...options, out: again });
    for (const { path } of a.files) expect(hash(again, path), path).toBe(hash(first, path));
    await generateDemoPlant({ ...options, seed: 6, out: again });
    expect(hash(again, 'failures/falhas-1.csv')).not.toBe(hash(first, 'failures/falhas-1.csv'));
  });

  it.each(['failures', 'results', 'status'])(
    'of %s hold exactly the rows, duplicates and bad rows told',
    (kind) => {
      const known = new Set<string>();
      for (const file of of(kind)) {
        const all = read(out, file);
        const badKnr = all.filter((r) => !/^\d{4}-\d{7}$/.test(r[0] as string));
        const good = all.filter((r) => /^\d{4}-\d{7}$/.test(r[0] as string));
        const badDate = good.filter((r) => Number.isNaN(time(r.at(-1) as string)));
        const dated = good.filter((r) => !badDate.includes(r));
        const keys = dated.map((r) => [...r.slice(0, -1), time(r.at(-1) as string)].join('|'));
        const unique = new Set(keys);
        expect({
          rows: all.length,
          facts: [...unique].filter((k) => !known.has(k)).length,
          duplicates: keys.length - unique.size,
          overlap: [...unique].filter((k) => known.has(k)).length,
          rejected: { badKnr: badKnr.length, badDate: badDate.length },
        }).toEqual({
          rows: file.rows,
          facts: file.facts,
          duplicates: file.duplicates,
          overlap: file.overlap,
          rejected: file.rejected,
        });
        unique.forEach((k) => known.add(k));
      }
      expect(of(kind).some((f) => f.duplicates > 0)).toBe(true);
    },
  );

  it('have the real volumes per car', () => {
    const perCar = (kind: string) => of(kind).reduce((sum, f) => sum + f.facts, 0) / planted.cars;
    expect(perCar('failures')).toBeGreaterThan(7.5);
    expect(perCar('failures')).toBeLessThan(10.5);
    expect(perCar('results')).toBeGreaterThan(780);
    expect(perCar('results')).toBeLessThan(900);
    expect(perCar('status')).toBeGreaterThan(11);
    expect(perCar('status')).toBeLessThan(13);
  });
});

describe('a plant in a chosen number of files', () => {
  it('has results of the chosen cars only, evenly over the period, and counts what neighbours share', async () => {
    const cut = folder();
    const { files } = await generateDemoPlant({
      out: cut,
      cars: 300,
      resultCars: 157,
      files: 3,
      faults: { overlap: 0.03 },
    });
    expect(files.map((f) => f.kind).sort()).toEqual(
      ['failures', 'results', 'status'].flatMap((kind) => [kind, kind, kind]),
    );
    const good = (file: PlantedFile) =>
      read(cut, file).filter(
        (r) => /^\d{4}-\d{7}$/.test(r[0] as string) && !Number.isNaN(time(r.at(-1) as string)),
      );
    const tested = files
      .filter((f) => f.kind === 'results')
      .map((f) => new Set(good(f).flatMap(([knr = '']) => (knr < '2024-2' ? [knr] : []))));
    // The newest cars have not come to a test yet.
    expect(157 - new Set(tested.flatMap((cars) => [...cars])).size).toBeOneOf([0, 1, 2]);
    for (const cars of tested) expect(Math.abs(cars.size - 52)).toBeLessThanOrEqual(3);
    for (const kind of ['failures', 'results', 'status']) {
      const known = new Set<string>();
      for (const [part, file] of files.filter((f) => f.kind === kind).entries()) {
        const rows = new Set(good(file).map((r) => r.join('|')));
        expect([...rows].filter((row) => known.has(row)).length, file.path).toBe(file.overlap);
        expect(file.overlap > 0, file.path).toBe(part > 0);
        rows.forEach((row) => known.add(row));
      }
    }
  });

  it.each([{ resultCars: 0 }, { resultCars: 301 }, { files: -1 }, { files: 1.5 }])('refuses %o', (wrong) => {
    expect(() => settle({ out: '', cars: 300, ...wrong })).toThrow(RangeError);
  });
});

describe('labels', () => {
  it('are the failures at ROD of the cars that left the road test', () => {
    expect(failed.size).toBe(planted.failures);
    for (const knr of planted.notTested) expect(failed.has(knr)).toBe(false);
    expect(planted.notTested.length).toBeGreaterThanOrEqual(24);
  });

  it('leak only through rows after the entry', () => {
    for (const r of rows('failures')) {
      if (!entry.has(r[0]) || Number.isNaN(time(r[9] as string))) continue;
      const after = time(r[9] as string) >= (entry.get(r[0]) ?? Infinity);
      if (['ROD', 'AGUA', 'ZP8', 'ZP8R', 'ZP82'].includes(r[6] as string)) expect(after).toBe(true);
      else expect(after, r.join()).toBe(false);
    }
    const notOkAfter = new Map<string, number>();
    for (const r of rows('results'))
      if (r[3] === '13' && time(r[7] as string) >= (entry.get(r[0]) ?? Infinity))
        notOkAfter.set(r[0] as string, (notOkAfter.get(r[0] as string) ?? 0) + 1);
    const cars = [...entry.keys()].filter((k) => !planted.notTested.includes(k as string));
    const leak = auc(
      cars.map((k) => notOkAfter.get(k as string) ?? 0),
      cars.map((k) => Number(failed.has(k))),
    );
    expect(leak).toBeGreaterThan(0.95);
  });
});

describe('truth', () => {
  const settings = settle({ out: '', cars: 4000 });
  const plan = makePlan(settings);
  const cars = Array.from({ length: 4000 }, (_, i) => plan.maker.make(i));
  const side = (changed: boolean) => cars.filter((c) => c.changed === changed);
  const aucOf = (of: typeof cars, score: (c: (typeof cars)[number]) => number) =>
    auc(
      of.map(score),
      of.map((c) => plan.failed[c.index] as number),
    );

  it('has the real failure rate, and a best AUC between 0.78 and 0.85', () => {
    expect(plan.failed.reduce((s, v) => s + v, 0) / 4000).toBeCloseTo(0.065, 2);
    expect(expectedAuc(plan.probability)).toBeGreaterThan(0.78);
    expect(expectedAuc(plan.probability)).toBeLessThan(0.85);
  });

  it('can be learned from a few plain sums of what the files show', () => {
    const oldScore = (c: (typeof cars)[number]) =>
      0.38 * (c.failures[7] ?? 0) +
      0.75 * c.loops +
      0.2 * c.notOk.electrical -
      0.4 * c.torque +
      0.2 * (c.failures[2] ?? 0);
    const old = aucOf(side(false), oldScore);
    expect(old).toBeGreaterThan(0.72);
    const after = aucOf(side(true), oldScore);
    expect(after).toBeLessThan(old - 0.04);
  });

  it('changes: what the old torque told is false after, and the new part begins to tell', () => {
    const { changeMonth } = settings;
    const at = new Calendar(settings.start, settings.months).month(changeMonth);
    expect(side(true).every((c) => c.walk.at.R750 >= at)).toBe(true);
    expect(aucOf(side(false), (c) => -c.torque)).toBeGreaterThan(0.55);
    expect(aucOf(side(true), (c) => -c.torque)).toBeLessThan(0.45);
    expect(aucOf(side(true), (c) => c.supplier)).toBeGreaterThan(0.58);
  });
});

it('computes the expected AUC as the pairs say', () => {
  const p = Float64Array.of(0.1, 0.5, 0.5, 0.9);
  let won = 0;
  let pairs = 0;
  p.forEach((a, i) =>
    p.forEach((b, j) => {
      if (i === j) return;
      pairs += a * (1 - b);
      won += a * (1 - b) * (a > b ? 1 : a === b ? 0.5 : 0);
    }),
  );
  expect(expectedAuc(p)).toBeCloseTo(won / pairs, 12);
});
