import type { Policy } from '$shared/contracts/retrain.ts';

/** The form's fields: what is off keeps its number, so that it can be switched on again. */
export interface Fields extends Omit<Policy, 'min_new_labels' | 'schedule'> {
  labels: boolean;
  min_new_labels: number;
  scheduled: boolean;
  every: 'day' | 'week';
}

/** Cars with a new result that a policy starts with when labels are switched on: some weeks of a plant. */
const SOME_LABELS = 500;

export function toFields(policy: Policy): Fields {
  return {
    labels: policy.min_new_labels !== null,
    min_new_labels: policy.min_new_labels ?? SOME_LABELS,
    scheduled: policy.schedule !== null,
    every: policy.schedule ?? 'week',
    on_alarm: policy.on_alarm,
    schedule_weekday: policy.schedule_weekday,
    schedule_hour: policy.schedule_hour,
    time_zone: policy.time_zone,
    by_button: policy.by_button,
    by_http: policy.by_http,
    debounce_seconds: policy.debounce_seconds,
  };
}

export function fromFields({ labels, scheduled, every, min_new_labels, time_zone, ...same }: Fields): Policy {
  return {
    ...same,
    min_new_labels: labels ? min_new_labels : null,
    schedule: scheduled ? every : null,
    time_zone: time_zone.trim(),
  };
}

/** Monday first, as ISO counts the days. */
export function weekdays(locale: string): string[] {
  const name = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, day) => name.format(Date.UTC(2024, 0, 1 + day)));
}
