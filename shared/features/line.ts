import { type Feature, number } from './feature.ts';

/** How the line was doing: of other cars, what was known when this one passed its last status point. */
export const LINE_FEATURES: readonly Feature[] = [
  number(
    'line',
    'line_failure_rate_200',
    'share',
    'Share of failed road tests among the last 200 that had ended by the last status point',
    'Parcela de rodagens com falha entre as últimas 200 encerradas até o último ponto de status',
    // Kept with each end: the last one before the car says it all.
    `(select e.failure_rate_200 from private.road_test_ends e where e.ended_at <= k.last_point_at
      order by e.ended_at desc, e.knr desc limit 1)`,
  ),
];
