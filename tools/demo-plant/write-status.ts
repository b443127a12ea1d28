import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import writeExcelFile from 'write-excel-file/node';
import type { Car } from './car.ts';
import type { Settings } from './options.ts';
import type { Plan } from './plan.ts';
import type { PlantedFile } from './planted.ts';
import { Random, STREAM } from './random.ts';
import { sections, type Section } from './sections.ts';
import { excelSerial, PLAIN, type Dialect } from './sink.ts';
import { STATUS_COLUMNS, statusRows } from './status.ts';
import { TableFile } from './table-file.ts';
import { strayKnrs } from './write-results.ts';
import { withoutTimes } from './zip-time.ts';

/** Cars in the Excel file at most: about 60,000 rows, a second of writing. */
const EXCEL_CARS = 4800;
const DIALECT: Dialect = { delimiter: ';', encoding: 'utf8', dates: 'day-first' };
type Cell = string | number | null;

/** Writes the status points: older cars as CSV, the newest (or all, where few) as an Excel file with serial dates. */
export async function writeStatus(settings: Settings, plan: Plan): Promise<PlantedFile[]> {
  if (settings.files > 0) {
    return sections(plan.cars, settings.files, settings.faults.overlap).map((section, part) =>
      writeText(settings, plan, section, part, PLAIN),
    );
  }
  const inExcel = settings.format === 'xlsx' ? Math.min(plan.cars, EXCEL_CARS) : 0;
  const files: PlantedFile[] = [];
  const inText = plan.cars - inExcel;
  if (inText > 0) files.push(writeText(settings, plan, { from: 0, own: 0, to: inText }, 0, DIALECT));
  if (inExcel > 0) files.push(await writeExcel(settings, plan, inText));
  return files;
}

function* points(settings: Settings, plan: Plan, from: number, to: number) {
  function* ofCar(car: Car, index = car.index) {
    for (const row of statusRows(car, settings.seed))
      if (row.at <= plan.exportedAt) yield { knr: car.knr, status: row.status, at: row.at, index };
  }
  for (let i = from; i < to; i++) yield* ofCar(plan.maker.make(i));
  if (to === plan.cars)
    for (const knr of strayKnrs(plan, 'status', settings.faults.strayCars))
      yield* ofCar({ ...plan.maker.make(0), knr }, to);
}

function writeText(
  settings: Settings,
  plan: Plan,
  section: Section,
  part: number,
  dialect: Dialect,
): PlantedFile {
  const file = new TableFile({
    out: settings.out,
    kind: 'status',
    path: `status/status-${part + 1}.csv`,
    columns: STATUS_COLUMNS,
    dialect,
    shifted: false,
    faults: settings.faults,
    seed: settings.seed,
    number: settings.files ? 5000 + part : 20,
  });
  for (const { knr, status, at, index } of points(settings, plan, section.from, section.to))
    file.row([knr, status], at, index < section.own);
  return file.close([plan.maker.make(section.to - 1).knr, 'R600'], plan.exportedAt - 60_000);
}

async function writeExcel(settings: Settings, plan: Plan, from: number): Promise<PlantedFile> {
  const { faults, out, seed } = settings;
  const random = new Random(seed, STREAM.faults, 21);
  const body: Cell[][] = [];
  let duplicates = 0;
  for (const { knr, status, at } of points(settings, plan, from, plan.cars)) {
    const row = [knr, status, excelSerial(at)];
    body.push(row);
    if (random.next() < faults.duplicates) {
      body.push(row);
      duplicates++;
    }
  }
  const facts = body.length - duplicates;
  const badKnr = Math.ceil(faults.malformedPerFile / 2);
  const badDate = faults.malformedPerFile - badKnr;
  const { knr } = plan.maker.make(plan.cars - 1);
  for (let i = 0; i < badKnr; i++) body.push([`2024-${100 + i}`, 'R600', excelSerial(plan.exportedAt)]);
  for (let i = 0; i < badDate; i++) body.push([knr, 'R600', `sem data ${i}`]);
  const head: Cell[][] = faults.shiftedHeader ? [[], [null, 'Unnamed: 0', 'Unnamed: 1', 'Unnamed: 2']] : [];
  head.push(faults.shiftedHeader ? [null, ...STATUS_COLUMNS] : [...STATUS_COLUMNS]);
  const path = 'status/status-2.xlsx';
  mkdirSync(join(out, 'status'), { recursive: true });
  const sheet = await writeExcelFile([
    ...head,
    ...inBlocks(body, faults.spillRows, faults.shiftedHeader),
  ]).toBuffer();
  writeFileSync(join(out, path), withoutTimes(sheet));
  return {
    kind: 'status',
    path,
    bytes: statSync(join(out, path)).size,
    rows: body.length,
    facts,
    duplicates,
    overlap: 0,
    rejected: { badKnr, badDate },
    headerLine: head.length,
    dates: 'excel',
    delimiter: '',
    encoding: 'xlsx',
  };
}

/** Lays rows beyond `size` into further column blocks to the right, as the reporting tool does at the sheet's end. */
function inBlocks(rows: Cell[][], size: number, indexed: boolean): Cell[][] {
  const height = size > 0 ? Math.min(size, rows.length) : rows.length;
  return Array.from({ length: height }, (_, line) => {
    const cells: Cell[] = indexed ? [line] : [];
    for (let at = line; at < rows.length; at += height) cells.push(...(rows[at] as Cell[]));
    return cells;
  });
}
