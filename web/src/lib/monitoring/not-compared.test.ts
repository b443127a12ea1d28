import { expect, test } from 'vitest';
import type { MonitorWindow } from '$shared/contracts/monitor.ts';
import { notCompared } from './not-compared.ts';

const model = { id: 7, hasTrees: true, inputs: ['engine', 'failures_total'] };
const window = (...features: string[]): MonitorWindow => ({
  number: 1,
  cars: 100,
  firstAt: '',
  lastAt: '',
  untested: null,
  findings: features.map((feature) => ({
    feature,
    pValue: 0.5,
    corrected: 1,
    drifted: false,
    effect: null,
  })),
});

test('nothing is left out of a model with all that belongs to it', () => {
  expect(notCompared(model, null)).toEqual({ answers: null, features: [] });
  expect(notCompared(model, window('engine', 'failures_total', 'probability'))).toEqual({
    answers: null,
    features: [],
  });
});

test('answers need a tree file, and enough cars that the model did not learn from', () => {
  const tested = window('engine', 'failures_total');
  expect(notCompared({ ...model, hasTrees: false }, null).answers).toBe('no_trees');
  expect(notCompared({ ...model, hasTrees: false }, tested).answers).toBe('no_trees');
  expect(notCompared(model, tested).answers).toBe('few_held_out');
});

test('inputs that nobody can compare are named', () => {
  const elsewhere = { ...model, inputs: [...model.inputs, 'paint_thickness'] };
  expect(notCompared(elsewhere, null).features).toEqual(['paint_thickness']);
  expect(notCompared(elsewhere, window('engine', 'probability')).features).toEqual([
    'failures_total',
    'paint_thickness',
  ]);
});
