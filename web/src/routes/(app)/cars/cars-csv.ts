import type { ListedCar } from '$shared/contracts/cars.ts';
import { toCsv } from '$lib/format/csv.ts';

const COLUMNS = [
  'knr',
  'road_test_failed',
  'road_test_at',
  'model',
  'engine',
  'color',
  'decision',
  'operator_decision',
  'probability',
  'answered_at',
];

/** The list of cars in the words of the data model. The probability is blank for operators, as on the screen. */
export const carsCsv = (cars: readonly ListedCar[]): string =>
  toCsv(
    COLUMNS,
    cars.map(({ answer, ...car }) => [
      car.knr,
      car.failed,
      car.roadTestAt,
      car.model,
      car.engine,
      car.color,
      answer?.decision,
      answer?.operator,
      answer?.probability,
      answer?.at,
    ]),
  );
