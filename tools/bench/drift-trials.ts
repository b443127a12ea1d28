import { PROBABILITY, type Untested } from '../../shared/contracts/monitor.ts';
import type { Values } from '../../shared/drift/bins.ts';
import { untestable } from '../../shared/drift/testable.ts';
import { confirmed, testFeatures, type WindowFinding } from '../../shared/drift/watch.ts';
import { seededRandom } from '../../trainer/learner/random.ts';
import { profilesFor } from '../../trainer/tasks/monitor/profiles.ts';
import type { Reference } from '../../trainer/tasks/monitor/reference.ts';
import { ksRule, psiRule } from './drift-peers.ts';
import type { Cars, Watched } from './drift-plant.ts';
import { median } from './load-figures.ts';

/** Cars before the change at which a watch may begin. */
const STARTS = 20;

/** The cars at these places, in that order. */
function take({ columns }: Cars, places: ArrayLike<number>): Cars {
  return {
    columns: columns.map((column): Values =>
      column.kind === 'number'
        ? { ...column, values: Float32Array.from(places, (at) => column.values[at]!) }
        : { ...column, values: Array.from(places, (at) => column.values[at]!) },
    ),
    count: places.length,
  };
}
const slice = (cars: Cars, begin: number, end: number) =>
  take(
    cars,
    Array.from({ length: end - begin }, (_, i) => begin + i),
  );

interface Rules {
  /** Alarms of windows that follow each other; `next` says which the newest raises. */
  halle: { next: (window: Cars) => WindowFinding[]; forget: () => void };
  psi: (window: Cars) => boolean;
  ks: (window: Cars) => boolean;
}

/** The two common rules are asked of the features alone. */
function rulesFor(reference: Reference, size: number): Rules {
  const profiles = profilesFor(reference, size).columns.map(({ profile }) => profile);
  const psi = reference.features.columns.map(psiRule);
  const ks = reference.features.columns.map(ksRule);
  let before: WindowFinding[] = [];
  return {
    halle: {
      next: ({ columns }) => {
        const byName = new Map(columns.map((column) => [column.name, column]));
        const now = testFeatures(
          profiles,
          profiles.map(({ feature }) => byName.get(feature)!),
        );
        const alarms = confirmed(before, now);
        before = now;
        return alarms;
      },
      forget: () => (before = []),
    },
    psi: ({ columns }) => psi.some((rule, i) => rule(columns[i]!)),
    ks: ({ columns }) => ks.some((rule, i) => rule(columns[i]!)),
  };
}

/** How many of these windows each rule raises an alarm at. Halle's needs the one before. */
function countAlarms(rules: Rules, windows: Iterable<Cars>) {
  const counts = { windows: 0, halle: 0, prediction: 0, psi: 0, ks: 0, called: new Map<string, number>() };
  rules.halle.forget();
  for (const window of windows) {
    counts.windows++;
    const alarms = rules.halle.next(window);
    if (alarms.length > 0) counts.halle++;
    if (alarms.some(({ feature }) => feature === PROBABILITY)) counts.prediction++;
    for (const { feature } of alarms) counts.called.set(feature, (counts.called.get(feature) ?? 0) + 1);
    if (rules.psi(window)) counts.psi++;
    if (rules.ks(window)) counts.ks++;
  }
  return counts;
}

/**
 * Windows of the reference's cars drawn at random. The answers are those to cars that the model did not learn from, as in a
 * plant: of the others it says what it knows.
 */
function* drawn(plant: Watched, size: number, windows: number, random: () => number): Iterable<Cars> {
  const { heldFrom, border } = plant;
  const places = (from: number) =>
    Array.from({ length: size }, () => from + Math.floor(random() * (border - from)));
  for (let n = 0; n < windows; n++) {
    const all = take(plant, places(0));
    const { columns } = take(
      { columns: plant.columns.filter(({ name }) => name === PROBABILITY), count: plant.count },
      places(heldFrom),
    );
    yield { ...all, columns: [...all.columns.filter(({ name }) => name !== PROBABILITY), ...columns] };
  }
}

function* built(plant: Watched, size: number): Iterable<Cars> {
  for (let begin = plant.border; begin + size <= plant.count; begin += size)
    yield slice(plant, begin, begin + size);
}

/** Why windows of this size are not compared, and why the answers in them are not; null: they are. */
export interface Tested {
  size: number;
  untested: Untested | null;
  prediction: Untested | null;
}

export function testedBy({ features, answers }: Reference, size: number): Tested {
  const untested = untestable(features.cars, features.weeks, size);
  return { size, untested, prediction: untested ?? untestable(answers!.cars, answers!.weeks, size) };
}

export type Alarms = ReturnType<typeof countAlarms>;

export function falseAlarms(plant: Watched, size: number, windows: number) {
  const rules = rulesFor(plant.reference, size);
  const random = seededRandom(size);
  return {
    atRandom: countAlarms(rules, drawn(plant, size, windows, random)),
    asBuilt: countAlarms(rules, built(plant, size)),
  };
}

/** Cars from the change until the first alarm, of anything and of the prediction; Infinity when none comes. */
export function detection(plant: Watched, changeAt: number, size: number) {
  const { halle } = rulesFor(plant.reference, size);
  const found = Array.from({ length: STARTS }, (_, start) => {
    halle.forget();
    const cars = { any: Infinity, prediction: Infinity };
    const before = Math.floor((start * size) / STARTS);
    for (let begin = changeAt - before - size; begin + size <= plant.count; begin += size) {
      const alarms = halle.next(slice(plant, begin, begin + size));
      const after = begin + size - changeAt;
      if (after <= 0 || alarms.length === 0) continue;
      cars.any = Math.min(cars.any, after);
      if (alarms.some(({ feature }) => feature === PROBABILITY)) return { ...cars, prediction: after };
    }
    return cars;
  });
  const [any, prediction] = [found.map((each) => each.any), found.map((each) => each.prediction)];
  return {
    median: median(any),
    most: Math.max(...any),
    prediction: { median: median(prediction), most: Math.max(...prediction) },
  };
}
