import type { Dataset } from '$lib/data/datasets.ts';
import { toCsv } from '$lib/format/csv.ts';

const COLUMNS = [
  'id',
  'name',
  'kind',
  'source',
  'status',
  'review',
  'bytes',
  'rows_read',
  'rows_loaded',
  'rows_duplicate',
  'rows_rejected',
  'cars_touched',
  'period_from',
  'period_to',
  'created_at',
  'finished_at',
];

/** The files in the words of the data model. */
export const datasetsCsv = (datasets: readonly Dataset[]): string =>
  toCsv(
    COLUMNS,
    datasets.map((d) => [
      d.id,
      d.name,
      d.kind,
      d.source,
      d.status,
      d.review,
      d.bytes,
      d.read,
      d.loaded,
      d.duplicate,
      d.rejected,
      d.cars,
      d.from,
      d.to,
      d.createdAt,
      d.finishedAt,
    ]),
  );
