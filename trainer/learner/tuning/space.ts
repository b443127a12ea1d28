import type { ParametersInput } from '../parameters.ts';
import { seededRandom } from '../random.ts';

/** The parameters that a search draws; a run may hold some of them fixed. */
export const SEARCHED = [
  'learningRate',
  'maxDepth',
  'maxLeaves',
  'l2',
  'minChildWeight',
  'rowSample',
  'columnSample',
] as const;
export type Searched = Record<(typeof SEARCHED)[number], number>;

/** Golden-ratio step between the seeds of trials (Knuth, 6.4): neighbours share no numbers. */
const SEED_STEP = 0x9e3779b9;

/**
 * The parameters of trial `number`: a function of seed and number alone, so that no trial depends on those before it.
 * Random search, since few of the parameters matter for one plant and nobody knows which (Bergstra, Bengio: JMLR 13,
 * 2012). Logarithmic where a factor means the same everywhere. A tree of few leaves and one of small depth regularise
 * in the same way, so leaves are drawn between 4 and what the depth allows, 64 at most.
 */
export function drawParameters(
  seed: number,
  number: number,
  maxDepth: number,
): Searched & Pick<ParametersInput, 'growth'> {
  const random = seededRandom((seed + Math.imul(number, SEED_STEP)) >>> 0);
  const between = (low: number, high: number) => low + (high - low) * random();
  const logBetween = (low: number, high: number) => tidy(Math.exp(between(Math.log(low), Math.log(high))));
  const depth = Math.floor(between(2, maxDepth + 1));
  return {
    growth: 'leaf',
    learningRate: logBetween(0.03, 0.2),
    maxDepth: depth,
    maxLeaves: Math.round(logBetween(4, Math.min(64, 2 ** depth))),
    l2: logBetween(0.5, 50),
    minChildWeight: logBetween(0.5, 20),
    rowSample: tidy(between(0.5, 1)),
    columnSample: tidy(between(0.3, 1)),
  };
}

/** Three digits are told, so three digits are used. */
const tidy = (value: number) => Number(value.toPrecision(3));
