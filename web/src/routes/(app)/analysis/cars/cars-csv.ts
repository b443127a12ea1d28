import type { AnalysisCar } from '$shared/contracts/analysis.ts';
import { toCsv } from '$lib/format/csv.ts';

const COLUMNS = ['knr', 'failures', 'last_found_on', 'engine', 'color', 'road_test_at', 'road_test_failed'];

/** The cars behind a bar in the words of the data model. */
export const carsCsv = (cars: readonly AnalysisCar[]): string =>
  toCsv(
    COLUMNS,
    cars.map((c) => [c.knr, c.failures, c.foundOn, c.engine, c.color, c.roadTestAt, c.failed]),
  );
