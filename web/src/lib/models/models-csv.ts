import type { ModelLine } from '../data/model-list.ts';
import { toCsv } from '../format/csv.ts';
import type { Column } from './list-query.ts';

/** What each column of the list is in a file: the names of the data model, so that other programs can read it. */
const FIELDS: Record<Column, readonly [name: string, key: keyof ModelLine]> = {
  created: ['created_at', 'createdAt'],
  origin: ['origin', 'origin'],
  algorithm: ['algorithm', 'algorithm'],
  cars: ['cars_trained', 'carsTrained'],
  threshold: ['threshold', 'threshold'],
  precision: ['precision', 'precision'],
  recall: ['recall', 'recall'],
  f1: ['f1', 'f1'],
  rocAuc: ['roc_auc', 'rocAuc'],
  prAuc: ['pr_auc', 'prAuc'],
  brier: ['brier', 'brier'],
  accuracy: ['accuracy', 'accuracy'],
  deployed: ['deployed_at', 'deployedAt'],
  status: ['status', 'status'],
};

/** Models as a CSV file with a header: number, name, and the columns that are shown. */
export const modelsCsv = (models: readonly ModelLine[], columns: readonly Column[]): string =>
  toCsv(
    ['model_id', 'name', ...columns.map((column) => FIELDS[column][0])],
    models.map((model) => [
      model.id,
      model.name,
      ...columns.map((column) => model[FIELDS[column][1]] as string | number | null),
    ]),
  );
