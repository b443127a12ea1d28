import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { generateAside } from '../demo-plant/generate-aside.ts';
import type { DemoPlantOptions } from '../demo-plant/options.ts';
import type { Kind, Planted } from '../demo-plant/planted.ts';

/** The real plant's year: result rows a year, cars that made the status rows, and those of them with results. */
const YEAR = { rows: 40_487_129, cars: 86_250, resultCars: 47_250, months: 12 };
/** Cars in the generator at least. */
const FEWEST = 200;

export interface BenchFile {
  kind: Kind;
  /** Below `folder` and, with the plant's name before it, in the bucket. */
  path: string;
  bytes: number;
  rows: number;
}
export interface BenchPlant {
  folder: string;
  cars: number;
  files: BenchFile[];
}

/** A plant in the proportions of the real year with about `rows` result rows; a smaller one is a shorter time of it. */
export function plantOf(rows: number, files: number): Omit<DemoPlantOptions, 'out'> {
  const share = rows / YEAR.rows;
  const cars = Math.max(FEWEST, Math.round(YEAR.cars * share));
  return {
    cars,
    resultCars: Math.min(cars, Math.max(1, Math.round(YEAR.resultCars * share))),
    months: Math.min(36, Math.max(1, Math.round(YEAR.months * share))),
    start: '2024-01-01',
    files,
    format: 'csv',
  };
}

/** `count` files a kind of 200 cars that follow the year; each holds the last ten cars of the one before again. */
export function smallFiles(count: number): Omit<DemoPlantOptions, 'out'> {
  const cars = Math.max(FEWEST, 190 * count);
  return { cars, months: 3, start: '2025-01-01', files: count, format: 'csv', faults: { overlap: 10 / 190 } };
}

/** Makes a plant, or takes the one that an earlier run with the same options and the same generator left in `cache`. */
export async function makePlant(
  cache: string,
  options: Omit<DemoPlantOptions, 'out'>,
  say: (step: string) => void,
): Promise<BenchPlant> {
  const folder = join(cache, keyOf(options));
  const told = join(folder, 'planted.json');
  if (!existsSync(told)) {
    say(`making a plant of ${options.cars} cars`);
    const making = `${folder}.${process.pid}`;
    try {
      mkdirSync(making, { recursive: true });
      await generateAside({ ...options, out: making });
      rmSync(folder, { recursive: true, force: true });
      renameSync(making, folder);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  const planted = JSON.parse(readFileSync(told, 'utf8')) as Planted;
  const files = planted.files.map(({ kind, path, bytes, rows }) => ({ kind, path, bytes, rows }));
  return { folder, cars: planted.cars, files };
}

/** Another generator makes other files of the same options. */
function keyOf(options: object): string {
  const hash = createHash('sha256').update(JSON.stringify(options));
  const generator = join(import.meta.dirname, '../demo-plant');
  for (const name of globSync('*.ts', { cwd: generator }).sort())
    if (!name.endsWith('.test.ts')) hash.update(readFileSync(join(generator, name)));
  return `plant-${hash.digest('hex').slice(0, 16)}`;
}
