import { z } from 'zod';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

const timesRow = z.object({
  prediction_days: z.number(),
  search_log_days: z.number(),
  evaluation_days: z.number(),
  notice_days: z.number(),
  preflight_days: z.number(),
  delivery_days: z.number(),
});
/** How many days what is kept; the columns of `plant_settings`, which documents each. */
export type UpkeepTimes = z.infer<typeof timesRow>;
const COLUMNS = Object.keys(timesRow.shape).join(',');

/** @throws Failure */
export function readTimes(): Promise<UpkeepTimes> {
  return rest(session.client.from('plant_settings').select(COLUMNS).single(), timesRow);
}

/** Engineers only. @throws Failure */
export function writeTimes(times: UpkeepTimes): Promise<UpkeepTimes> {
  return rest(
    session.client.from('plant_settings').update(times).eq('only_row', true).select(COLUMNS).single(),
    timesRow,
  );
}
