import { m } from '$lib/paraglide/messages.js';
import { METRICS } from './metric-list.ts';
import type { Column, Origin, Standing } from './list-query.ts';

export const sayStanding = (standing: Standing): string =>
  ({
    in_use: m.status_in_use,
    candidate: m.status_candidate,
    rejected: m.status_rejected,
    retired: m.status_retired,
  })[standing]();

export const sayOrigin = (origin: Origin): string =>
  ({
    button: m.mlist_origin_button,
    http: m.mlist_origin_http,
    labels: m.mlist_origin_labels,
    schedule: m.mlist_origin_schedule,
    alarm: m.mlist_origin_alarm,
    elsewhere: m.mlist_origin_elsewhere,
  })[origin]();

export function sayColumn(column: Column): string {
  const metric = METRICS.find(({ key }) => key === column);
  if (metric) return metric.label();
  const others: Partial<Record<Column, () => string>> = {
    created: m.col_created,
    origin: m.mlist_origin,
    algorithm: m.mlist_algorithm,
    cars: m.col_cars_trained,
    threshold: m.metric_threshold,
    deployed: m.mlist_deployed,
    status: m.col_status,
  };
  return others[column]?.() ?? column;
}
