import { z } from 'zod';
import { dateOrderSchema } from '$shared/contracts/datasets.ts';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

const settingsRow = z.object({
  upload_days: z.number(),
  date_order: dateOrderSchema.nullable(),
  threshold_policy: z.enum(['f1', 'capacity', 'cost']),
  long_tests_per_shift: z.number().nullable(),
  cars_per_shift: z.number().nullable(),
  cost_escaped: z.number().nullable(),
  cost_needless: z.number().nullable(),
  audit_share: z.number(),
  result_days: z.number(),
  monitor_window: z.number(),
  quality_min_cars: z.number(),
  quality_min_rows: z.number(),
  quality_blank_more: z.number(),
  quality_new_code_share: z.number(),
  quality_days_share: z.number(),
  quality_rejected_share: z.number(),
  quality_rate_share: z.number(),
  quality_rate_mads: z.number(),
});
/** What the plant's engineers set; the columns of `plant_settings`, which documents each. */
export type PlantSettings = z.infer<typeof settingsRow>;
export type BoundName = Extract<keyof PlantSettings, `quality_${string}`>;

const COLUMNS = Object.keys(settingsRow.shape).join(',');

/** @throws Failure */
export function readSettings(): Promise<PlantSettings> {
  return rest(session.client.from('plant_settings').select(COLUMNS).single(), settingsRow);
}

/** Engineers only. @throws Failure */
export function writeSettings(settings: PlantSettings): Promise<PlantSettings> {
  return rest(
    session.client.from('plant_settings').update(settings).eq('only_row', true).select(COLUMNS).single(),
    settingsRow,
  );
}
