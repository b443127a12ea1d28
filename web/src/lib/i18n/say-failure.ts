import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import { formatScore } from '$lib/format/format.ts';
import { sayFeature } from './say.ts';

const said: Record<string, () => string> = {
  bad_request: m.error_bad_request,
  body_not_json: m.error_bad_request,
  invalid_field: m.error_bad_request,
  invalid_knr: m.error_invalid_knr,
  invalid_model_file: m.error_invalid_model_file,
  invalid_tree_file: m.error_invalid_tree_file,
  reason_missing: m.error_reason_missing,
  not_signed_in: m.error_token_expired,
  token_expired: m.error_token_expired,
  not_allowed: m.error_not_allowed,
  person_required: m.error_not_allowed,
  not_found: m.error_not_found,
  unknown_car: m.error_unknown_car,
  no_model_in_use: m.error_no_model_in_use,
  run_in_progress: m.error_run_in_progress,
  run_not_active: m.error_run_not_active,
  switched_off: m.error_switched_off,
  candidate_state: m.error_candidate_state,
  alarm_closed: m.error_alarm_closed,
  already_registered: m.error_already_registered,
  already_in_use: m.error_already_in_use,
  deployment_changed: m.error_deployment_changed,
  override_closed: m.error_override_closed,
  preflight_missing: m.error_preflight_missing,
  preflight_failed: m.error_preflight_failed,
  own_role: m.error_own_role,
  last_admin: m.error_last_admin,
  dataset_state: m.error_dataset_state,
  upload_gone: m.error_upload_gone,
  too_large: m.error_too_large,
  too_few_cars: m.error_too_few_cars,
  too_few_failures: m.error_too_few_failures,
  suspected_leak: m.error_suspected_leak,
  missing_columns: m.error_missing_columns,
  empty_file: m.error_empty_file,
  unreadable_file: m.error_unreadable_file,
  rate_limited: m.error_rate_limited,
  unavailable: m.error_unavailable,
  offline: m.error_offline,
};

/** Said by a library, not by our server: our words are better, in English too. */
const LIBRARY = new Set(['offline', 'token_expired', 'not_signed_in']);

/** What our own words say completely: the server's English sentence would add nothing in another language. */
const COMPLETE = new Set([
  ...LIBRARY,
  'not_allowed',
  'reason_missing',
  'no_model_in_use',
  'run_in_progress',
  'run_not_active',
  'switched_off',
  'candidate_state',
  'alarm_closed',
  'already_registered',
  'already_in_use',
  'preflight_missing',
  'own_role',
  'last_admin',
  'dataset_state',
  'upload_gone',
  'too_large',
  'empty_file',
]);

type Details = Record<string, unknown>;
const isRecord = (value: unknown): value is Details => typeof value === 'object' && value !== null;

/** Sentences with the figures of `details`; null where the server gave none. */
const counted: Record<string, (details: Details) => string | null> = {
  too_few_failures: ({ failures, needed }) =>
    typeof failures === 'number' && typeof needed === 'number'
      ? m.error_too_few_failures_counted({ failures, needed })
      : null,
  too_few_cars: ({ cars, needed }) =>
    typeof cars === 'number' && typeof needed === 'number'
      ? m.error_too_few_cars_counted({ cars, needed })
      : null,
  suspected_leak: ({ feature, auc }) =>
    typeof feature === 'string' && typeof auc === 'number'
      ? m.error_suspected_leak_named({ feature: sayFeature(feature), auc: formatScore(auc) })
      : null,
  missing_columns: ({ missing }) =>
    Array.isArray(missing) && missing.length > 0
      ? m.error_missing_columns_named({ columns: missing.join(', ') })
      : null,
};

interface Said {
  code?: string;
  message?: string;
  details?: unknown;
}

/** A file whose columns are those of no kind. The server's sentence lists the columns of all of them. */
export const isOfNoKind = ({ code, details }: Said): boolean =>
  code === 'missing_columns' && isRecord(details) && details['kind'] === null;

/**
 * A failure in the reader's words, with its figures where the server gave them. In English the server's sentence is
 * the title; in another language it stands below ours where ours does not say all of it.
 */
export function sayFailure(
  failure: Said,
  locale: string = getLocale(),
): { title: string; original: string | null } {
  if (isOfNoKind(failure)) return { title: m.error_missing_columns_none(), original: null };
  const { code = '', message = '', details } = failure;
  const known = said[code];
  if (locale === 'en' && known && message && !LIBRARY.has(code)) return { title: message, original: null };
  const complete = counted[code]?.(isRecord(details) ? details : {});
  if (complete) return { title: complete, original: null };
  return {
    title: (known ?? m.error_unexpected)(),
    original: COMPLETE.has(code) || !message ? null : message,
  };
}
