import type { OverrideReason } from '$shared/contracts/predict.ts';
import { m } from '$lib/paraglide/messages.js';

export const sayOverrideReason = (reason: OverrideReason): string =>
  ({
    heard_or_smelled: m.override_heard_or_smelled,
    seen_damage: m.override_seen_damage,
    supervisor: m.override_supervisor,
    no_capacity: m.override_no_capacity,
    other: m.override_other,
  })[reason]();
