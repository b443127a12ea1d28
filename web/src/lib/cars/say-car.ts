import type { Outcome, Passport } from '$shared/contracts/passport.ts';
import { m } from '$lib/paraglide/messages.js';

export const sayOutcome = (outcome: Outcome): string =>
  ({
    caught: m.outcome_caught,
    escaped: m.outcome_escaped,
    needless: m.outcome_needless,
    rightly_short: m.outcome_rightly_short,
    not_known: m.outcome_not_known,
  })[outcome]();

export const sayLabel = (failed: boolean | null): string =>
  failed === null ? m.label_unknown() : failed ? m.label_failed() : m.label_passed();

export function sayTestGroup(id: number): string {
  const said: Record<number, () => string> = { 1: m.test_group_1, 2: m.test_group_2, 718: m.test_group_718 };
  return said[id]?.() ?? m.test_group_other({ id });
}

/** Whether the model in use has learned from the car, in one sentence. */
export function sayTraining(training: Passport['training']): string {
  if (!training) return m.training_none();
  const name = training.modelName;
  const file = training.dataset ? training.dataset.name : m.lineage_excluded_gone();
  return {
    learned: m.training_learned,
    held_out: m.training_held_out,
    excluded: (of: { name: string }) => m.training_excluded({ ...of, file }),
    later: m.training_later,
    not_labelled: m.training_not_labelled,
    not_known: m.training_not_known,
  }[training.part]({ name });
}
