import { parseArgs } from 'node:util';
import { z } from 'zod';
import { rocAuc } from '../../shared/metrics/ranking.ts';
import { modelOf, someCars } from '../../shared/comparison/testing/simulate.ts';
import { seededRandom } from '../../shared/random.ts';
import { verdictsOf } from '../../shared/comparison/testing/trials.ts';
import { measureEvaluate, sayEvaluate } from './verdict-cpu.ts';

/**
 * How often the rule of a comparison (shared/comparison/verdict.ts) is wrong and how often it finds a better model, on
 * simulated pairs of models: `npm run bench:verdict`. And the processor time of a comparison of as many cars as it takes, under the
 * limits of the hosted runtime. `--trials N` pairs of each kind, `--json` prints one object as the last line.
 */
const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '400' },
    json: { type: 'boolean', default: false },
  },
});
const trials = z.coerce.number().int().min(10).max(100_000).parse(values.trials);

const CARS = [1000, 4000, 10_000, 26_000];
const DIFFERENCES = [0, 0.01, 0.02, 0.05];
/** Deviations of the noise through which the other model sees the risk. */
const NOISE = 1;

/** The area of a model of so much noise, on the same cars and noise for all. */
const areaOf = (() => {
  const plant = someCars(200_000, seededRandom(1));
  return (noise: number) => rocAuc(modelOf(plant, noise, seededRandom(2)), plant.label)!;
})();

/** The noise of a model whose area is greater by so much (halving). */
function noiseFor(difference: number): number {
  if (difference === 0) return NOISE;
  const wanted = areaOf(NOISE) + difference;
  let [low, high] = [0, NOISE];
  for (let step = 0; step < 14; step++) {
    const middle = (low + high) / 2;
    if (areaOf(middle) > wanted) low = middle;
    else high = middle;
  }
  return low;
}

const share = (count: number) => `${((100 * count) / trials).toFixed(1)}%`;
console.log(`ROC AUC of the other model ${areaOf(NOISE).toFixed(3)}; ${trials} pairs of models each`);
console.log('   cars  AUC beyond  better   worse  no difference  not enough failures');
const rows = DIFFERENCES.map((difference) => ({ difference, noise: noiseFor(difference) })).flatMap(
  ({ difference, noise }) =>
    CARS.map((cars) => {
      const setting = { cars, noise: [noise, NOISE], thresholds: [0.15, 0.15], calibrated: 0 } as const;
      const words = verdictsOf(setting, trials);
      const cells = [words.better, words.worse, words.no_difference, words.not_enough_failures];
      const [better, worse, same, few] = cells.map(share);
      console.log(
        `${String(cars).padStart(7)}  ${difference.toFixed(2).padStart(10)}  ${better!.padStart(6)}  ${worse!.padStart(6)}  ${same!.padStart(13)}  ${few!.padStart(19)}`,
      );
      return { cars, difference, ...words };
    }),
);
const evaluate = await measureEvaluate();
console.log(sayEvaluate(evaluate));
if (values.json)
  console.log(JSON.stringify({ benchmark: 'verdict', at: new Date(), trials, rows, evaluate }));
