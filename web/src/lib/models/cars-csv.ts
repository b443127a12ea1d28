import type { ModelCar } from '$shared/contracts/lineage.ts';

const COLUMNS = [
  'knr',
  'road_test_failed',
  'road_test_at',
  'engine',
  'color',
  'left_out_because',
  'dataset_id',
] as const;

/** A cell as RFC 4180 has it; what a spreadsheet would take for a formula is made text. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Cars as a CSV file with a header, in the words of the data model, so that other programs can read it. */
export function carsCsv(cars: readonly ModelCar[]): string {
  const lines = cars.map((car) =>
    [car.knr, car.failed, car.roadTestAt, car.engine, car.color, car.reason, car.datasetId]
      .map(cell)
      .join(','),
  );
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}
