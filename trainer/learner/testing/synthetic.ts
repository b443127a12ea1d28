import type { Column, Dataset } from '../data.ts';
import { sigmoid } from '../objective/log-loss.ts';
import { seededRandom } from '../random.ts';

/**
 * A seeded dataset whose label a model can partly learn: numbers from a normal distribution, 3% missing, the first six
 * in the log-odds with an interaction, a step and a missing-value effect; about 5% positive. `category` adds a
 * category column of six values, two of which are risky.
 */
export function syntheticDataset(options: {
  rows: number;
  features: number;
  seed: number;
  category?: boolean;
}): Dataset {
  const random = seededRandom(options.seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const columns = Array.from({ length: options.features }, () =>
    Float32Array.from({ length: options.rows }, () => (random() < 0.03 ? NaN : normal())),
  );
  const colors = Array.from(
    { length: options.rows },
    () => 'K2K2,2R2R,0Q0Q,6UA1,A1A1,C9C9'.split(',')[Math.floor(random() * 6)]!,
  );
  const label = Uint8Array.from({ length: options.rows }, (_, r) => {
    const x = columns.slice(0, 6).map((column) => column[r]!);
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = x.map((v) => (Number.isNaN(v) ? 0 : v));
    const risky = options.category && (colors[r] === '0Q0Q' || colors[r] === 'A1A1');
    const odds =
      -4 +
      0.9 * a +
      0.8 * b * c +
      (d > 1 ? 1.5 : 0) -
      0.6 * e +
      0.4 * f * f +
      (Number.isNaN(x[0]) ? 2 : 0) +
      (risky ? 1.5 : 0);
    return random() < sigmoid(odds) ? 1 : 0;
  });
  const features: Column[] = columns.map((values, i) => ({ name: `x${i}`, kind: 'number', values }));
  if (options.category) features.push({ name: 'color', kind: 'category', values: colors });
  return { features, label };
}
