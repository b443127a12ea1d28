import { formatInteger } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import type { Judgement, Word } from './judge.ts';

export const sayWord = (word: Word): string =>
  ({ good: m.health_good, look: m.health_look, bad: m.health_bad })[word]();

const tasks: Record<string, () => string> = {
  load_dataset: m.task_load_dataset,
  remove_dataset: m.task_remove_dataset,
  settle_cars: m.task_settle_cars,
  store_ingested: m.task_store_ingested,
  train: m.task_train,
  evaluate_model: m.task_evaluate_model,
  score_challenger: m.task_score_challenger,
  monitor: m.task_monitor,
  send_webhook: m.task_send_webhook,
  upkeep: m.task_upkeep,
};
/** The queue's task in words; one that this screen does not know by its name. */
export const sayTask = (task: string): string => tasks[task]?.() ?? task;

/** "40 seconds", "3 minutes", "2 hours", "5 days": how long something takes or has taken. */
export function sayDuration(seconds: number, locale: string = getLocale()): string {
  const [value, unit] =
    seconds < 90
      ? ([seconds, 'second'] as const)
      : seconds < 5400
        ? ([seconds / 60, 'minute'] as const)
        : seconds < 172_800
          ? ([seconds / 3600, 'hour'] as const)
          : ([seconds / 86_400, 'day'] as const);
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  }).format(value);
}

const thinned: Record<string, () => string> = {
  predictions: m.upkeep_predictions,
  searchLogs: m.upkeep_search_logs,
  deliveries: m.upkeep_deliveries,
  notices: m.upkeep_notices,
  preflights: m.upkeep_preflights,
  evaluations: m.upkeep_evaluations,
};
/** What is thinned, in words. */
export const sayThinned = (kind: string): string => thinned[kind]?.() ?? kind;

/** Why a part is good, to be looked at or bad. */
export function sayWhy(judgement: Judgement): string {
  switch (judgement.why) {
    case 'waiting':
      return m.health_waiting({
        count: formatInteger(judgement.count),
        time: sayDuration(judgement.seconds),
      });
    case 'trainers':
      return m.health_trainers_alive({ count: formatInteger(judgement.count) });
    case 'gave_up':
      return m.health_gave_up({ count: formatInteger(judgement.count) });
    case 'tried_again':
      return m.health_tried_again({ count: formatInteger(judgement.count) });
    case 'prediction':
      return m.health_prediction({ time: sayDuration(judgement.hours * 3600) });
    case 'upkeep':
      return m.health_upkeep_done({ time: sayDuration(judgement.hours * 3600) });
    case 'upkeep_open':
      return m.health_upkeep_open({ time: sayDuration(judgement.hours * 3600) });
    default:
      return {
        unreadable: m.health_unreadable,
        no_trainer: m.health_no_trainer,
        nothing_waits: m.health_nothing_waits,
        nothing_failed: m.health_nothing_failed,
        no_run: m.health_no_run,
        run_ok: m.health_run_ok,
        run_failed: m.health_run_failed,
        no_load: m.health_no_load,
        load_ok: m.health_load_ok,
        load_failed: m.health_load_failed,
        no_model: m.health_no_model,
        no_prediction: m.health_no_prediction,
        readable: m.health_readable,
        no_upkeep: m.health_no_upkeep,
      }[judgement.why]();
  }
}
