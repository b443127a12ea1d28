import type { Model } from '$shared/contracts/models.ts';
import { m } from '$lib/paraglide/messages.js';

/** What a person is about to decide: the dialog asks the rest. */
export interface Wish {
  model: { id: number; name: string };
  /** A threshold that was chosen on the comparison. */
  threshold?: number | undefined;
  /** Back to what this deployment put in use; `newest`: to the model's own newest one. */
  rollBackTo?: number | 'newest' | undefined;
}

type Status = Model['status'];

/** Where a list of models offers a decision, one that was in use before comes back as it was. */
export const wishFor = (model: { id: number; name: string; status: Status }): Wish => ({
  model: { id: model.id, name: model.name },
  ...(model.status === 'retired' ? { rollBackTo: 'newest' as const } : {}),
});

export const sayWish = (status: Status): string =>
  ({
    in_use: m.action_change_threshold,
    candidate: m.action_put_in_use,
    retired: m.action_roll_back,
  })[status]();
