import { describe, expect, it } from 'vitest';
import { splitByTime } from './split.ts';
import type { Snapshot } from './snapshot.ts';
import { typicalValues } from './typical.ts';

/** `cars` cars an hour apart; every tenth failed; feature `x` is the car's index. */
function snapshot(cars: number, options: { sameEntryFrom?: number; failEvery?: number } = {}): Snapshot {
  const entry = (i: number) => new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString().slice(0, 23);
  return {
    knr: Array.from({ length: cars }, (_, i) => `2024-${1_000_000 + i}`),
    enteredAt: Array.from({ length: cars }, (_, i) => entry(Math.min(i, options.sameEntryFrom ?? i))),
    label: Uint8Array.from({ length: cars }, (_, i) => (i % (options.failEvery ?? 10) === 0 ? 1 : 0)),
    features: [{ name: 'x', kind: 'number', values: Float32Array.from({ length: cars }, (_, i) => i) }],
    excluded: [],
    carsInReview: 0,
    sha256: '',
  };
}
const values = (part: { features: readonly { values: ArrayLike<unknown> }[] }) =>
  Array.from(part.features[0]!.values);

describe('splitByTime', () => {
  it('puts the newest fifth into the holdout, older ones before, none twice', () => {
    const { train, validation, holdout, holdoutFrom } = splitByTime(snapshot(1000));
    expect([...values(train), ...values(validation), ...values(holdout)]).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
    expect(holdout.label.length).toBe(200);
    expect(validation.label.length).toBe(160);
    expect(holdoutFrom).toBe(snapshot(1000).enteredAt[800]);
  });
  it('keeps cars of one entry time on one side', () => {
    const { holdout, holdoutFrom } = splitByTime(snapshot(1000, { sameEntryFrom: 750 }));
    expect(holdout.label.length).toBe(250);
    expect(holdoutFrom).toBe(snapshot(1000).enteredAt[750]);
  });
  it('says how many failures are missing', () => {
    expect(() => splitByTime(snapshot(120))).toThrow(
      'Only 12 cars failed the road test; at least 50 are needed.',
    );
  });
  it('says that cars wait for a look', () => {
    expect(() => splitByTime({ ...snapshot(120), carsInReview: 31 })).toThrow(
      'are needed. 31 labelled cars are left out until the datasets that need a look are accepted.',
    );
  });
  it('refuses a holdout without a failure', () => {
    const all = snapshot(1000);
    all.label.fill(0, 700);
    expect(() => splitByTime(all)).toThrow('newest 20%');
  });
});

describe('typicalValues', () => {
  it('is the mean of known numbers and the most frequent category', () => {
    expect(
      typicalValues({
        features: [
          { name: 'n', kind: 'number', values: Float32Array.of(1, 3, 101, Number.NaN) },
          { name: 'none', kind: 'number', values: new Float32Array(4).fill(Number.NaN) },
          { name: 'c', kind: 'category', values: ['DHS', 'CWL', 'CWS', 'CWL'] },
        ],
      }),
    ).toEqual({ n: 35, none: null, c: 'CWL' });
  });
});
