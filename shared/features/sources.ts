import { AFTER_ENTRY } from '../plant/checkpoints.ts';
import { type FeatureSource, quoted } from './feature.ts';

/**
 * A source with rows. `where` is what keeps a feature from knowing what came later: every feature of the source sees
 * rows that passed it and no other. `cut_at` is the car's road-test entry, or infinity before it.
 */
export interface RowSource {
  readonly table: string;
  /** The name under which `sql` of a feature finds the row. */
  readonly row: string;
  readonly where: string;
  /** Kinds of datasets that change the source's features; another kind leaves them as they are. */
  readonly kinds: readonly ('failures' | 'status' | 'results')[];
  /** For people. */
  readonly about: string;
}

const later = AFTER_ENTRY.map(quoted).join(', ');

export const ROW_SOURCES: Readonly<
  Record<Extract<FeatureSource, 'failures' | 'status' | 'results' | 'failed_tests'>, RowSource>
> = {
  failures: {
    table: 'public.failures',
    row: 'f',
    where: `f.found_at < cut_at and f.checkpoint not in (${later})`,
    kinds: ['failures'],
    about: 'failures found before the road-test entry, but for those at the road test and later places',
  },
  status: {
    table: 'public.status_events',
    row: 's',
    where: `s.passed_at < cut_at and coalesce(s.checkpoint, '') not in (${later})`,
    kinds: ['status'],
    about: 'status points passed before the road-test entry, but for those of the road test and later places',
  },
  results: {
    table: 'public.test_results',
    row: 'r',
    // Whatever was tested in it: else a test after the entry would take those before it out of the features.
    where: `r.hour + interval '1 hour' <= cut_at`,
    kinds: ['results'],
    about: 'sums of test results of the hours that are wholly before the road-test entry',
  },
  failed_tests: {
    table: 'public.test_failures',
    row: 't',
    where: 't.tested_at < cut_at',
    // Some count back from the last status point.
    kinds: ['results', 'status'],
    about: 'not-ok test results before the road-test entry, each with its second',
  },
};

/** Sources without rows of their own. Their `sql` may use `c` (the car) and `k` (its times). */
export const PLAIN_SOURCES: Readonly<Record<Exclude<FeatureSource, keyof typeof ROW_SOURCES>, string>> = {
  car: 'the car itself (`c`), as its failures tell it',
  times:
    '`k.last_failure_at` and `k.last_point_at`: the last failure and the last status point before the entry',
  line: 'road tests of other cars that had ended by `k.last_point_at`',
};
