import type { ModelCar } from '$shared/contracts/lineage.ts';
import { toCsv } from '../format/csv.ts';

const COLUMNS = [
  'knr',
  'road_test_failed',
  'road_test_at',
  'engine',
  'color',
  'left_out_because',
  'dataset_id',
] as const;

/** Cars as a CSV file with a header, in the words of the data model, so that other programs can read it. */
export const carsCsv = (cars: readonly ModelCar[]): string =>
  toCsv(
    COLUMNS,
    cars.map((car) => [
      car.knr,
      car.failed,
      car.roadTestAt,
      car.engine,
      car.color,
      car.reason,
      car.datasetId,
    ]),
  );
