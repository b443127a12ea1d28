import type { Dataset } from '../../learner/index.ts';

/** Each feature's mean, or most frequent category, over the cars: the plant average that a prediction's reasons compare with. */
export function typicalValues({
  features,
}: Pick<Dataset, 'features'>): Record<string, number | string | null> {
  const typical: Record<string, number | string | null> = {};
  for (const column of features) {
    if (column.kind === 'number') {
      let sum = 0;
      let count = 0;
      column.values.forEach((value) => {
        if (Number.isFinite(value)) {
          sum += value;
          count++;
        }
      });
      typical[column.name] = count === 0 ? null : Math.fround(sum / count);
    } else {
      const counts = new Map<string, number>();
      for (const value of column.values) counts.set(value, (counts.get(value) ?? 0) + 1);
      typical[column.name] =
        [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
    }
  }
  return typical;
}
