import { expect, it } from 'vitest';
import type { Metrics } from '$shared/metrics/evaluate.ts';
import { FEW_FAILURES, limitsOf } from './limits-of.ts';

const ALWAYS = ['unseen', 'others', 'labels', 'feedback'];
const cars = { learned: 3000, heldOut: 800, excluded: 0 };
const metrics = { failures: FEW_FAILURES, precision: 0.2, recall: 0.4 } as Metrics;

it('says of every model what none can do, and of its own figures what they mean', () => {
  expect(limitsOf(metrics, cars)).toEqual([...ALWAYS, 'precision', 'recall']);
});

it('says that failures were few, and that cars were left out', () => {
  expect(limitsOf({ ...metrics, failures: FEW_FAILURES - 1 }, { ...cars, excluded: 7 })).toEqual([
    ...ALWAYS,
    'few',
    'precision',
    'recall',
    'left_out',
  ]);
});

it('says nothing of a precision that does not exist, and what is not known of a model from elsewhere', () => {
  expect(limitsOf({ ...metrics, precision: null }, null)).toEqual([...ALWAYS, 'recall', 'elsewhere']);
  expect(limitsOf(null, null)).toEqual([...ALWAYS, 'not_measured', 'elsewhere']);
});
