import { expect, it } from 'vitest';
import type { ModelLine } from '../data/model-list.ts';
import { COLUMNS } from './list-query.ts';
import { modelsCsv } from './models-csv.ts';

const model: ModelLine = {
  id: 7,
  name: '=Spring, "new"',
  algorithm: 'gbdt',
  createdAt: '2026-05-20T10:00:00Z',
  carsTrained: 1200,
  threshold: 0.25,
  holdoutFrom: null,
  origin: 'button',
  status: 'in_use',
  deployedAt: null,
  deploymentReason: null,
  deployedThreshold: null,
  precision: 0.5,
  recall: null,
  f1: null,
  accuracy: null,
  rocAuc: 0.75,
  prAuc: null,
  brier: null,
  counted: null,
  naivePrecision: null,
};

it('has the columns that are shown, in their order, and an empty cell for what was not measured', () => {
  expect(modelsCsv([model], ['precision', 'recall', 'status']).split('\r\n')).toEqual([
    'model_id,name,precision,recall,status',
    `7,"'=Spring, ""new""",0.5,,in_use`,
    '',
  ]);
});

it('knows every column', () => {
  const [head = '', line = ''] = modelsCsv([{ ...model, name: 'x' }], COLUMNS).split('\r\n');
  expect(head.split(',')).toHaveLength(COLUMNS.length + 2);
  expect(line).toBe('7,x,2026-05-20T10:00:00Z,button,gbdt,1200,0.25,0.5,,,0.75,,,,,in_use');
});
