import type { Alarms, detection, Tested } from './drift-trials.ts';
import { number, table } from './load-figures.ts';

export interface MeasuredAlarms extends Tested {
  atRandom: Alarms | null;
  asBuilt: Alarms | null;
}
export interface MeasuredDetection extends Tested {
  found: ReturnType<typeof detection> | null;
}

const print = (title: string, text: string) => process.stdout.write(`\n${title}\n${text}\n`);
const share = (part: number, of: number) => (of === 0 ? '-' : `${number((100 * part) / of, 1)}%`);
const carsOf = (count: number) => (Number.isFinite(count) ? number(count) : 'never');

/** What is not compared says why. */
export function printAlarms(measured: readonly MeasuredAlarms[]): void {
  for (const [kind, title] of [
    ['atRandom', 'No drift: cars drawn at random'],
    ['asBuilt', 'No change planted: cars as they were built'],
  ] as const) {
    const rows = measured.map(({ size, untested, prediction, [kind]: a }) => {
      if (!a) return [number(size), '-', `${untested}`, `${prediction}`];
      return [
        number(size),
        number(a.windows),
        share(a.halle, a.windows),
        prediction ?? share(a.prediction, a.windows),
        share(a.psi, a.windows),
        share(a.ks, a.windows),
        [...a.called].map(([feature, times]) => `${feature} ${times}`).join(', '),
      ];
    });
    print(
      title,
      table(['cars', 'windows', 'Halle', 'prediction', 'PSI > 0.1', 'KS at 0.05', 'called by Halle'], rows),
    );
  }
}

export function printDetection(measured: readonly MeasuredDetection[]): void {
  print(
    'The planted change: cars from it to the alarm, and to one of the prediction',
    table(
      ['cars', 'median', 'most', 'prediction: median', 'most'],
      measured.map(({ size, untested, prediction, found }) =>
        found
          ? [
              number(size),
              carsOf(found.median),
              carsOf(found.most),
              prediction ?? carsOf(found.prediction.median),
              prediction ?? carsOf(found.prediction.most),
            ]
          : [number(size), `${untested}`],
      ),
    ),
  );
}
