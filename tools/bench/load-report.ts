import type { Load } from './load-dataset.ts';
import { median, number, table } from './load-figures.ts';
import type { Peer, PlantLoad } from './load-parts.ts';
import { smallOf } from './load-small.ts';
import { MEMORY_LIMIT } from './load-stack.ts';

const GB = 2 ** 30;
const MB = 2 ** 20;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
export const secondsOf = (loads: readonly Load[], ...kinds: string[]) =>
  sum(loads.filter((load) => kinds.length === 0 || kinds.includes(load.kind)).map((load) => load.seconds));
export const peakOf = (loads: readonly Load[]) => Math.max(...loads.map((load) => load.peak.resident));

export interface Goal {
  what: string;
  goal: number;
  measured: number;
  unit: string;
  met: boolean;
}

/** The goals with what was measured of them. Those of a year are left out when less than a year was loaded. */
export function goalsOf(year: PlantLoad | null, small: readonly Load[], peer: Peer | null): Goal[] {
  const goals: Goal[] = [];
  const most = (what: string, goal: number, measured: number, unit: string) =>
    goals.push({ what, goal, measured, unit, met: measured <= goal });
  const least = (what: string, goal: number, measured: number, unit: string) =>
    goals.push({ what, goal, measured, unit, met: measured >= goal });
  const has = (kind: string) =>
    year?.loads.some((load) => load.kind === kind && load.rows > (kind === 'results' ? 4e7 : 7e5));
  if (year && has('results')) {
    const results = year.loads.filter((load) => load.kind === 'results');
    most('results of a year', 60, secondsOf(results), 's');
    most('Postgres grows by', 3, year.grown.database / GB, 'GB');
  }
  if (year && has('failures') && has('status'))
    most('failures and status of a year', 15, secondsOf(year.loads, 'failures', 'status'), 's');
  if (year) most('peak memory of the trainer', MEMORY_LIMIT / GB, peakOf(year.loads) / GB, 'GB');
  for (const { kind, middle, last, count } of smallOf(small)) {
    most(`200 cars' ${kind} after it (median)`, 2, middle, 's');
    // The plant grows with each: the last one tells whether loading slows down.
    most(`200 cars' ${kind}, number ${count} (the last)`, 2, last, 's');
  }
  if (peer && peer.pandas.length > 0) {
    const { time, memory } = ratiosOf(peer);
    least('faster than pandas', 10, time, 'times');
    most("share of pandas' memory", 0.25, memory, '');
  }
  return goals;
}

/** Of the medians: how many times faster than pandas, and which share of its memory. */
export function ratiosOf(peer: Peer): { time: number; memory: number } {
  const pandas = median(peer.pandas.map((run) => run.seconds.total));
  const pandasPeak = median(peer.pandas.map((run) => run.peak));
  return {
    time: pandas / median(peer.ours.map((ours) => secondsOf(ours.loads))),
    memory: median(peer.ours.map((ours) => peakOf(ours.loads))) / pandasPeak,
  };
}

const LOAD_HEAD = [
  'file',
  'rows',
  'MB',
  'upload s',
  'load s',
  'rows/s',
  'peak MB (Pss, allocated)',
  'phases s',
];
const loadRow = (load: Load): string[] => [
  load.name,
  number(load.rows),
  number(load.bytes / MB),
  number(load.upload, 1),
  number(load.seconds, 2),
  number(load.rows / load.seconds),
  `${number(load.peak.resident / MB)} (${number(load.peak.proportional / MB)}, ${number(load.peak.allocated / MB)})`,
  Object.entries(load.phases)
    .map(([phase, seconds]) => `${phase} ${number(seconds, 1)}`)
    .join(', '),
];
export const loadsText = (loads: readonly Load[]) => table(LOAD_HEAD, loads.map(loadRow));

export function growthText(plants: readonly PlantLoad[]): string {
  const head = [
    'rows',
    'cars',
    'load s',
    'µs/row',
    'peak MB',
    'database MB',
    'postgres folder MB',
    'lake MB',
  ];
  return table(
    head,
    plants.map((plant) => {
      const seconds = secondsOf(plant.loads);
      return [
        number(plant.rows),
        number(plant.cars),
        number(seconds, 1),
        number((seconds / plant.rows) * 1e6, 2),
        number(peakOf(plant.loads) / MB),
        number(plant.grown.database / MB),
        number(plant.grown.folder / MB),
        number(plant.grown.lake / MB),
      ];
    }),
  );
}

export function peerText(peer: Peer): string {
  if (peer.missing) return `  left out: ${peer.missing}`;
  const { time, memory } = ratiosOf(peer);
  const rows = peer.pandas.flatMap((run, i) => {
    const ours = peer.ours[i];
    return [
      [`pandas ${run.pandas}`, number(run.seconds.total, 1), number(run.peak / MB)],
      ours ? ['Halle', number(secondsOf(ours.loads), 1), number(peakOf(ours.loads) / MB)] : [],
    ];
  });
  const same =
    peer.differences.length === 0
      ? 'Both make the same features (number of cars and sum of each).'
      : `NOT THE SAME features: ${peer.differences.join(', ')}`;
  return `${table(['files to features', 's', 'peak MB'], rows)}
  Medians: ${number(time, 2)} times faster than pandas with ${number(memory * 100)}% of its memory. ${same}`;
}

export const goalsText = (goals: readonly Goal[]) =>
  table(
    ['goal', 'wanted', 'measured', ''],
    goals.map(({ what, goal, measured, unit, met }) => [
      what,
      `${goal} ${unit}`.trim(),
      `${number(measured, 2)} ${unit}`.trim(),
      met ? 'met' : 'MISSED',
    ]),
  );
