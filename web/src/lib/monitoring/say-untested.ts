import type { Untested } from '$shared/contracts/monitor.ts';
import { m } from '$lib/paraglide/messages.js';

/** Why a window was not compared at all. */
export const sayUntested = (untested: Untested, modelId: number): string =>
  ({
    no_snapshot: m.drift_untested_no_snapshot,
    few_cars: m.drift_untested_few_cars,
    few_weeks: m.drift_untested_few_weeks,
  })[untested]({ model: `#${modelId}` });
