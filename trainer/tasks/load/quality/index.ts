import type { TransactionSql } from 'postgres';
import type { QualityReport } from '../../../../shared/contracts/datasets.ts';
import type { Duck } from '../duck.ts';
import { readBounds } from './bounds.ts';
import { keepMeasures, readHistory } from './history.ts';
import { judge, type AssessedDataset } from './judge.ts';
import { measure } from './measure.ts';

export type { AssessedDataset };

/**
 * Compares a dataset with the datasets of its kind before it, and keeps what the next one is compared with. Called in
 * the load's transaction, once, when the facts are written; a dataset's report stands until it is loaded anew.
 * @param rows A DuckDB relation of the file's accepted, distinct rows with the lake's columns of the kind.
 * @returns The report, and `needs_look` when something is beyond a bound of `plant_settings`.
 */
export async function assessQuality(
  duck: Duck,
  tx: TransactionSql,
  dataset: AssessedDataset,
  rows: string,
): Promise<{ report: QualityReport; review: 'fine' | 'needs_look' }> {
  const bounds = await readBounds(tx);
  const measures = await measure(duck, dataset.kind, rows);
  const history = await readHistory(tx, dataset.id, dataset.kind, bounds);
  await keepMeasures(tx, dataset.id, measures);
  const report = judge(dataset, measures, history, bounds);
  return { report, review: report.concerns.length === 0 ? 'fine' : 'needs_look' };
}
