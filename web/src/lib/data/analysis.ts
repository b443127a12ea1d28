import { z } from 'zod';
import {
  ANALYSIS_CARS_LIMIT,
  analysisCarsSchema,
  analysisSchema,
  partSchema,
  roadTestsSchema,
  timesSchema,
  type Analysis,
  type AnalysisCar,
  type AnalysisCars,
  type AnalysisFilters,
  type AnalysisPart,
  type CarSort,
  type RoadTests,
  type StepTimes,
} from '$shared/contracts/analysis.ts';
import type { Order } from '$lib/lists/address.ts';
import { session } from '$lib/session/session.svelte.ts';
import { everyPage } from './every-page.ts';
import { rest } from './rest.ts';

/** Failures of a period by everything that they are counted by; null in a plant without data. @throws Failure */
export async function readAnalysis(filters: AnalysisFilters): Promise<Analysis | null> {
  const answer = await rest(session.client.rpc('analysis', { filters }), analysisSchema);
  return answer.known === null ? null : answer;
}

/** @throws Failure */
export const readRoadTests = (filters: AnalysisFilters): Promise<RoadTests> =>
  rest(session.client.rpc('analysis_road_tests', { filters }), roadTestsSchema);

/** @throws Failure */
export const readTimes = (filters: AnalysisFilters): Promise<StepTimes[]> =>
  rest(session.client.rpc('analysis_times', { filters }), timesSchema);

/** Parts whose name holds a text, those with most failures first; at most 50. @throws Failure */
export const searchParts = (search: string): Promise<AnalysisPart[]> =>
  rest(session.client.rpc('analysis_parts', { search }), z.array(partSchema));

/** Parts by their codes. @throws Failure */
export const namedParts = (named: string[]): Promise<AnalysisPart[]> =>
  rest(session.client.rpc('analysis_parts', { search: '', named }), z.array(partSchema));

export type CarsOrder = Order<CarSort>;

/** One page, from 1 on, of the cars behind the failures that the filters leave. @throws Failure */
export function analysisCars(
  filters: AnalysisFilters,
  { sort, descending }: CarsOrder,
  page: number,
  pageSize: number,
): Promise<AnalysisCars> {
  return rest(
    session.client.rpc('analysis_cars', { filters, page, page_size: pageSize, sort, descending }),
    analysisCarsSchema,
  );
}

/** All of them; `tell` hears the share that is there. @throws Failure */
export const allAnalysisCars = (
  filters: AnalysisFilters,
  order: CarsOrder,
  tell: (share: number) => void,
): Promise<AnalysisCar[]> =>
  everyPage(
    async (page, size) => {
      const { total, cars } = await analysisCars(filters, order, page, size);
      return { total, rows: cars };
    },
    ANALYSIS_CARS_LIMIT,
    ({ knr }) => knr,
    tell,
  );
