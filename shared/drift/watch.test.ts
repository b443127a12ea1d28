import { describe, expect, it } from 'vitest';
import { binsOf, assign, countBins } from './bins.ts';
import { checkpointOf, ownCheckpoint } from './checkpoint.ts';
import { contributionAt, effectOf } from './effect.ts';
import { pictureOf } from './picture.ts';
import { untestable } from './testable.ts';
import { confirmed, type WindowFinding } from './watch.ts';

const finding = (feature: string, drifted: boolean): WindowFinding => ({
  feature,
  drifted,
  pValue: drifted ? 0.001 : 0.5,
  corrected: drifted ? 0.01 : 0.5,
  counts: new Float64Array(),
});

it('confirms what two windows in a row say, and nothing that one says', () => {
  const before = [finding('a', true), finding('b', false), finding('c', true)];
  const now = [finding('a', true), finding('b', true), finding('c', false)];
  expect(confirmed(before, now).map(({ feature }) => feature)).toEqual(['a']);
  expect(confirmed([], now)).toEqual([]);
});

it.each([
  [299, 10, 100, 'few_cars'],
  [300, 3.9, 100, 'few_weeks'],
  [300, 4, 100, null],
] as const)('a reference of %i cars over %d weeks and windows of %i: %s', (cars, weeks, size, reason) => {
  expect(untestable(cars, weeks, size)).toBe(reason);
});

describe('bins', () => {
  it('hold about equally many cars, and what is missing by itself', () => {
    const column = { name: 'x', kind: 'number' as const, values: [...Array(1000).keys(), NaN, NaN] };
    const bins = binsOf(column);
    expect([...countBins(assign(bins, column), bins.count)]).toEqual([...Array(10).fill(100), 2]);
  });
  it('of few values are one each', () => {
    const bins = binsOf({ name: 'x', kind: 'number', values: [0, 0, 0, 0, 0, 1, 1, 2, 2, 2] });
    expect(bins.edges).toEqual([1, 2]);
  });
  it('of a value that nearly all cars have leave the others one', () => {
    const bins = binsOf({ name: 'x', kind: 'number', values: [...Array(98).fill(0), 1, 7] });
    expect(bins.edges).toEqual([1]);
    const middle = binsOf({ name: 'x', kind: 'number', values: [1, ...Array(98).fill(2), 3] });
    expect(middle.edges).toEqual([2, 3]);
  });
  it('of categories keep the frequent ones, and one for all others', () => {
    const column = { name: 'x', kind: 'category' as const, values: ['b', 'a', 'a', ''] };
    const bins = binsOf(column);
    expect(bins.categories).toEqual(['a', 'b']);
    expect([...assign(bins, { ...column, values: ['a', 'b', 'new', ''] })]).toEqual([0, 1, 2, 3]);
  });
});

it('a picture tells shares, leaves out what neither has, and the mean of what is known', () => {
  const before = { name: 'x', kind: 'number' as const, values: [1, 1, 2, 2] };
  const after = { name: 'x', kind: 'number' as const, values: [2, NaN] };
  const bins = binsOf(before);
  const counts = (column: typeof before) => countBins(assign(bins, column), bins.count);
  const picture = pictureOf(
    bins,
    { counts: counts(before), values: before },
    { counts: counts(after), values: after },
  );
  expect(picture).toEqual({
    kind: 'number',
    mean: { reference: 1.5, now: 2 },
    bins: [
      { from: null, to: 2, reference: 0.5, now: 0 },
      { from: 2, to: null, reference: 0.5, now: 0.5 },
      { missing: true, reference: 0, now: 0.5 },
    ],
  });
});

describe('the effect', () => {
  const curve = {
    feature: 'engine',
    bins: [],
    categories: [
      { category: 'CWL', contribution: -0.2, cars: 70 },
      { category: 'DSN', contribution: 0.8, cars: 30 },
    ],
    missing: null,
  };
  it('is the change of the mean contribution times the slope of the probabilities', () => {
    const column = (values: string[]) => ({ name: 'engine', kind: 'category' as const, values });
    const effect = effectOf(curve, column(['CWL', 'DSN']), column(['DSN', 'DSN']), [0.5, 0.5]);
    expect(effect).toBeCloseTo(2 * 0.25 * 0.5, 12);
  });
  it('is that of the nearest bin of a number', () => {
    const bin = (from: number, to: number, contribution: number) => ({
      from,
      to,
      mean: from,
      contribution,
      cars: 5,
    });
    const number = { ...curve, categories: [], bins: [bin(0, 1, -1), bin(2, 3, 1)] };
    expect([-5, 1, 1.5, 9, NaN].map((x) => contributionAt(number, x))).toEqual([-1, -1, 1, 1, 0]);
  });
});

describe('the checkpoint', () => {
  it.each([
    ['failures_zp61', 'ZP61'],
    ['failures_zp62', 'ZP62'],
    ['minutes_zp5_to_zp5a', 'ZP5A'],
    ['loops_cab', 'CAB'],
    ['failures_total', null],
    ['value_mean_nm', null],
  ])('of %s is %s', (feature, checkpoint) => expect(ownCheckpoint(feature)).toBe(checkpoint));
  it('of failures of the line is the one whose count differs most', () => {
    const findings = [finding('failures_zp6', true), { ...finding('failures_zp7', true), corrected: 0.001 }];
    expect(checkpointOf('failures_group_140', findings)).toBe('ZP7');
    expect(checkpointOf('failures_group_140', [finding('failures_zp7', false)])).toBeNull();
    expect(checkpointOf('engine', findings)).toBeNull();
  });
});
