import type { CapacityPoint, OwnCapacityPoint } from '../contracts/evaluate.ts';
import { plateauAt, type Scored } from './order.ts';

const POINTS = 200;

/**
 * What each model catches at the same number of long tests, from none to all cars. `caught` is of exactly so many cars,
 * ties broken as in `order`. `threshold` is what sends so many: midway between the last car's probability and the next
 * lower one. Cars of one probability cannot be told apart by a threshold: where the number cuts through such a plateau,
 * the threshold is that of its nearer end, so a model sends fewer or more cars there than `longTests`; and none is above
 * 1, so cars of probability 1 are always sent.
 * `also` are numbers that must be among the points.
 */
export function capacityCurve(
  model: Scored,
  against: Scored,
  [mine, other]: readonly [Uint32Array, Uint32Array],
  label: ArrayLike<number>,
  also: readonly number[] = [],
): CapacityPoint[] {
  const places = capacities(mine.length, also);
  const [first, second] = [sideAt(model, mine, label, places), sideAt(against, other, label, places)];
  return places.map((longTests, i) => ({ longTests, model: first[i]!, against: second[i]! }));
}

/** The same of one model alone, in the order in which it sends cars. */
export function ownCapacity(
  model: Scored,
  order: Uint32Array,
  label: ArrayLike<number>,
  also: readonly number[] = [],
): OwnCapacityPoint[] {
  const places = capacities(order.length, also);
  return sideAt(model, order, label, places).map((side, i) => ({ longTests: places[i]!, ...side }));
}

function sideAt(scored: Scored, order: Uint32Array, label: ArrayLike<number>, places: readonly number[]) {
  const caught = caughtAt(order, label, places);
  return places.map((longTests, i) => ({
    caught: caught[i]!,
    threshold: thresholdFor(scored.probability, order, longTests),
  }));
}

/** Every number of few cars; of many about 200, growing as squares: a plant tests a few of a hundred cars long. */
function capacities(cars: number, also: readonly number[]): number[] {
  const few = cars < POINTS;
  const grid = Array.from({ length: few ? cars + 1 : POINTS }, (_, i) =>
    few ? i : Math.round(cars * (i / (POINTS - 1)) ** 2),
  );
  return [...new Set([...grid, ...also])].sort((a, b) => a - b);
}

function caughtAt(order: Uint32Array, label: ArrayLike<number>, places: readonly number[]): number[] {
  let [i, caught] = [0, 0];
  return places.map((longTests) => {
    for (; i < longTests; i++) caught += label[order[i]!] ? 1 : 0;
    return caught;
  });
}

/** The threshold at which the number of cars is nearest to `longTests`; of two as near, the stricter one. */
export function thresholdFor(probability: ArrayLike<number>, order: Uint32Array, longTests: number): number {
  const at = (place: number, beyond: number) => probability[order[place]!] ?? beyond;
  const { begin, end } = plateauAt({ probability }, order, longTests);
  const place = longTests - begin <= end - longTests ? begin : end;
  return midway(at(place - 1, 1), at(place, 0));
}

/** Rounding to float32 moves no car across it. */
const midway = (above: number, below: number): number => (above + below) / 2;
