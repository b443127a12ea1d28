import { Random } from '../demo-plant/random.ts';

/** Streams beside the generator's own: what is drawn of a car here does not change its rows. */
const STREAM = { delay: 101, luck: 102, lot: 103 };
const MOST_DAYS = 7;

const draw = (seed: number, stream: number, knr: string) => new Random(seed, stream, Number(knr.slice(5)));

/** Days after which what is known of a car's road test is exported: one to seven. */
export const daysLate = (seed: number, knr: string): number =>
  1 + draw(seed, STREAM.delay, knr).int(MOST_DAYS);

/** The test of a car that no model was asked about: `share` of them, drawn by lot, are tested long. */
export const testByLot = (seed: number, knr: string, share: number): 'long' | 'short' =>
  draw(seed, STREAM.lot, knr).next() < share ? 'long' : 'short';

/**
 * Whether a failing car's failure is found: by a long test always, by a short one with the chance `shortFinds`. A car has its
 * luck from the seed, whatever else is asked and in which order.
 */
export const isFound = (seed: number, knr: string, test: 'long' | 'short', shortFinds: number): boolean =>
  test === 'long' || draw(seed, STREAM.luck, knr).next() < shortFinds;
