import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';

const said: Record<string, () => string> = {
  bad_request: m.error_bad_request,
  body_not_json: m.error_bad_request,
  invalid_field: m.error_bad_request,
  invalid_knr: m.error_invalid_knr,
  invalid_model_file: m.error_invalid_model_file,
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
  already_registered: m.error_already_registered,
  already_in_use: m.error_already_in_use,
  too_large: m.error_too_large,
  too_few_cars: m.error_too_few_cars,
  too_few_failures: m.error_too_few_failures,
  missing_columns: m.error_missing_columns,
  empty_file: m.error_empty_file,
  unreadable_file: m.error_unreadable_file,
  rate_limited: m.error_rate_limited,
  unavailable: m.error_unavailable,
  offline: m.error_offline,
};

/** Said better by us than by a library, in every language. */
const OURS = new Set(['offline', 'token_expired', 'not_signed_in']);

/**
 * A failure in the reader's words. The server's sentences are English and know the figures ("only 12 cars failed"):
 * in English they are the title; in another language they stand below the translated one.
 */
export function sayFailure(
  code: string,
  message: string,
  locale: string = getLocale(),
): { title: string; original: string | null } {
  const known = said[code];
  if (!message || OURS.has(code)) return { title: (known ?? m.error_unexpected)(), original: null };
  if (known && locale === 'en') return { title: message, original: null };
  return { title: (known ?? m.error_unexpected)(), original: message };
}
