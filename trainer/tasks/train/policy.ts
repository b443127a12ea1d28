import { type ThresholdPolicy, thresholdPolicySchema } from '../../../shared/metrics/threshold.ts';
import type { TrainerContext } from '../../context.ts';

/** Where the plant says that a threshold comes from; its columns and what they mean are in `plant_settings`. */
export async function readPolicy({ sql }: Pick<TrainerContext, 'sql'>): Promise<ThresholdPolicy> {
  const [row] = await sql`
    select threshold_policy as policy, long_tests_per_shift as "longTestsPerShift", cars_per_shift as "carsPerShift",
      cost_escaped as "costEscaped", cost_needless as "costNeedless" from public.plant_settings`;
  return thresholdPolicySchema.parse(row);
}
