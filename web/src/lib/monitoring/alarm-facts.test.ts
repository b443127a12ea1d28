import { describe, expect, it } from 'vitest';
import type { Picture } from '$shared/contracts/monitor.ts';
import { alarmFacts } from './alarm-facts.ts';

const torque: Picture = {
  kind: 'number',
  mean: { reference: 40, now: 44 },
  bins: [
    { from: null, to: 38, reference: 0.5, now: 0.3 },
    { from: 38, to: 42, reference: 0.4, now: 0.29 },
    { from: 42, to: null, reference: 0.1, now: 0.41 },
  ],
};

describe('a number', () => {
  it('is higher where its mean is, with the bin that most more cars are in', () => {
    expect(alarmFacts(torque)).toEqual({ direction: 'higher', bin: torque.bins[2] });
  });
  it('is lower where its mean is', () => {
    expect(alarmFacts({ ...torque, mean: { reference: 40, now: 36 } }).direction).toBe('lower');
  });
  it('is only different where its mean stays', () => {
    expect(alarmFacts({ ...torque, mean: { reference: 40, now: 40.05 } }).direction).toBe('other');
  });
  it('that is no longer known is different, whatever the mean of the others', () => {
    const missing = { missing: true as const, reference: 0.01, now: 0.6 };
    expect(alarmFacts({ ...torque, bins: [...torque.bins, missing] })).toEqual({
      direction: 'other',
      bin: missing,
    });
  });
});

it('a category is different, with the one that most more cars have', () => {
  const bins = [
    { category: 'DSN', reference: 0.3, now: 0.2 },
    { other: true as const, reference: 0, now: 0.1 },
  ];
  expect(alarmFacts({ kind: 'category', mean: null, bins })).toEqual({ direction: 'other', bin: bins[1] });
});
