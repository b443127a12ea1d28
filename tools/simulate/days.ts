import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { BenchPlant } from '../bench/load-plant.ts';
import type { Kind } from '../demo-plant/planted.ts';
import { AFTER_ENTRY } from '../../shared/plant/checkpoints.ts';
import { DayFiles } from './day-files.ts';
import { daysLate } from './labels.ts';

const DAY = 86_400_000;
/** All that was exported before the first day that is simulated, and what would be after the last. */
export const BEFORE = 'before';
export const AFTER = 'after';

const ROAD_TEST_POINTS = new Set(['M710', 'M720', 'M800']);
const FROM_ROAD_TEST_ON: ReadonlySet<string> = new Set(AFTER_ENTRY);

export interface PlantDays {
  /** Days with an export of their own, ascending. */
  days: string[];
  /** Cars by the day on which they entered their road test. */
  entering: Map<string, string[]>;
}

/**
 * Cuts a year's files into what the plant exports day by day. A row is exported on its day, those of Sunday on Monday;
 * what is known of a car's road test and after it, some days later (`daysLate`). Every row is in one file of `out`.
 * @param from The first simulated day: what is exported before is one file a kind.
 */
export async function cutIntoDays(
  plant: BenchPlant,
  out: string,
  { from, seed }: { from: string; seed: number },
): Promise<PlantDays> {
  const status = plant.files
    .filter((file) => file.kind === 'status')
    .map(({ path }) => join(plant.folder, path));
  const entry = new Map<string, string>();
  const days = new Set<string>();
  const entering = new Map<string, string[]>();
  for (const path of status)
    for await (const { rows } of linesOf(path))
      for (const line of rows) {
        days.add(exportDay(dayOf(line)));
        if (line.slice(13, 17) !== 'M710' || entry.has(knrOf(line))) continue;
        entry.set(knrOf(line), timeOf(line));
        const day = exportDay(dayOf(line));
        entering.set(day, [...(entering.get(day) ?? []), knrOf(line)]);
      }
  const simulated = [...days].filter((day) => day >= from).sort();
  const last = simulated.at(-1) ?? from;
  const files = new Map<Kind, DayFiles>();
  for (const { kind, path } of plant.files)
    for await (const { header, rows } of linesOf(join(plant.folder, path))) {
      const ofKind = files.get(kind) ?? new DayFiles(out, kind, header);
      files.set(kind, ofKind);
      for (const line of rows) {
        const late = isOfRoadTest(kind, line, entry) ? daysLate(seed, knrOf(line)) : 0;
        const day = exportDay(dayOf(line), late);
        ofKind.append(day < from ? BEFORE : day > last ? AFTER : day, line);
      }
    }
  for (const ofKind of files.values()) ofKind.close();
  return { days: simulated, entering };
}

export const knrOf = (line: string): string => line.slice(0, line.indexOf(','));
/** The time is the last cell, `YYYY-MM-DD hh:mm:ss.mmm`. */
const timeOf = (line: string): string => line.slice(-23);
const dayOf = (line: string): string => line.slice(-23, -13);
export const checkpointOf = (failure: string): string => failure.split(',')[6]!.trim();

function isOfRoadTest(kind: Kind, line: string, entry: ReadonlyMap<string, string>): boolean {
  if (kind === 'status') return ROAD_TEST_POINTS.has(line.slice(13, 17));
  if (kind === 'failures') return FROM_ROAD_TEST_ON.has(checkpointOf(line));
  const entered = entry.get(knrOf(line));
  return entered !== undefined && timeOf(line) >= entered;
}

/** By the days that a row is late, then by its own day. */
const exported: Map<string, string>[] = [];
/** The day on which a row is exported that is ready `late` days after its own: Sundays have no export. */
function exportDay(day: string, late = 0): string {
  const known = (exported[late] ??= new Map());
  let found = known.get(day);
  if (!found) {
    const ready = Date.parse(`${day}T00:00:00Z`) + late * DAY;
    const sunday = new Date(ready).getUTCDay() === 0;
    found = new Date(sunday ? ready + DAY : ready).toISOString().slice(0, 10);
    known.set(day, found);
  }
  return found;
}

/** A file's rows, a chunk at a time, each with its header. */
async function* linesOf(path: string): AsyncGenerator<{ header: string; rows: string[] }> {
  let header: string | undefined;
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'latin1', highWaterMark: 1 << 20 })) {
    const rows = (rest + String(chunk)).split('\n');
    rest = rows.pop() ?? '';
    header ??= rows.shift();
    if (header !== undefined) yield { header, rows };
  }
  if (header !== undefined && rest !== '') yield { header, rows: [rest] };
}
