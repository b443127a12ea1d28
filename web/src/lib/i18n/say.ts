import type { Run } from '$shared/contracts/runs.ts';
import type { Model } from '$shared/contracts/models.ts';
import { FEATURE_BY_NAME } from '$shared/features/catalogue.ts';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import type { Role } from '$lib/session/session.svelte.ts';

export const sayRole = (role: Role): string =>
  ({ operator: m.role_operator, engineer: m.role_engineer, admin: m.role_admin })[role]();

export const sayModelStatus = (status: Model['status']): string =>
  ({ in_use: m.status_in_use, candidate: m.status_candidate, retired: m.status_retired })[status]();

export const sayPhase = (phase: Run['phase']): string =>
  ({
    waiting: m.phase_waiting,
    snapshot: m.phase_snapshot,
    split: m.phase_split,
    search: m.phase_search,
    train: m.phase_train,
    evaluate: m.phase_evaluate,
    write: m.phase_write,
    register: m.phase_register,
    done: m.phase_done,
  })[phase]();

/** What a run does now, with the trial that its search is at. */
export const sayStep = ({ phase, trial, trials }: Pick<Run, 'phase' | 'trial' | 'trials'>): string =>
  phase === 'search' && trial !== null && trials !== null
    ? m.phase_search_trial({ trial, trials })
    : sayPhase(phase);

export const sayRunStatus = (status: Run['status']): string =>
  ({
    queued: m.run_status_queued,
    running: m.run_status_running,
    succeeded: m.run_status_succeeded,
    failed: m.run_status_failed,
    cancelled: m.run_status_cancelled,
  })[status]();

export const sayCause = (cause: Run['cause']): string =>
  ({
    button: m.cause_button,
    http: m.cause_http,
    labels: m.cause_labels,
    schedule: m.cause_schedule,
    alarm: m.cause_alarm,
  })[cause]();

/** A feature in the reader's language; a model from elsewhere may have one that the catalogue does not know. */
export function sayFeature(name: string): string {
  const feature = FEATURE_BY_NAME.get(name);
  if (!feature) return name;
  return getLocale() === 'pt-BR' ? feature.pt : feature.en;
}
