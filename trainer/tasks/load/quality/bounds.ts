import type { TransactionSql } from 'postgres';

/** How far a dataset may be from what is usual; set by the plant's engineers in `plant_settings`, which documents each. */
export interface Bounds {
  minCars: number;
  minRows: number;
  blankMore: number;
  newCodeShare: number;
  daysShare: number;
  rejectedShare: number;
  rateShare: number;
  rateMads: number;
}

export async function readBounds(tx: TransactionSql): Promise<Bounds> {
  const [bounds] = await tx<Bounds[]>`
    select quality_min_cars as "minCars", quality_min_rows as "minRows", quality_blank_more as "blankMore",
      quality_new_code_share as "newCodeShare", quality_days_share as "daysShare",
      quality_rejected_share as "rejectedShare", quality_rate_share as "rateShare", quality_rate_mads as "rateMads"
    from public.plant_settings`;
  if (!bounds) throw new Error('plant_settings has no row');
  return bounds;
}
