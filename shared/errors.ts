import { z } from 'zod';

/**
 * The one error catalogue. `status` is the HTTP status; the code is stable and is what programs test.
 * SQL raises the same codes: `raise exception using errcode = 'PT' || status, message, detail = code`.
 */
export const ERRORS = {
  bad_request: { status: 400 },
  body_not_json: { status: 400 },
  invalid_field: { status: 400 },
  invalid_knr: { status: 400 },
  invalid_model_file: { status: 422 },
  invalid_tree_file: { status: 422 },
  reason_missing: { status: 400 },
  not_signed_in: { status: 401 },
  token_expired: { status: 401 },
  key_unknown: { status: 401 },
  key_revoked: { status: 401 },
  key_expired: { status: 401 },
  not_allowed: { status: 403 },
  person_required: { status: 403 },
  scope_missing: { status: 403 },
  not_found: { status: 404 },
  unknown_car: { status: 404 },
  no_model_in_use: { status: 409 },
  run_in_progress: { status: 409 },
  run_not_active: { status: 409 },
  switched_off: { status: 409 },
  candidate_state: { status: 409 },
  alarm_closed: { status: 409 },
  dataset_state: { status: 409 },
  upload_gone: { status: 409 },
  already_registered: { status: 409 },
  already_in_use: { status: 409 },
  deployment_changed: { status: 409 },
  override_closed: { status: 409 },
  preflight_missing: { status: 409 },
  preflight_failed: { status: 409 },
  own_role: { status: 409 },
  last_admin: { status: 409 },
  idempotency_conflict: { status: 409 },
  too_large: { status: 413 },
  too_few_cars: { status: 422 },
  too_few_failures: { status: 422 },
  suspected_leak: { status: 422 },
  missing_columns: { status: 422 },
  empty_file: { status: 422 },
  unreadable_file: { status: 422 },
  rate_limited: { status: 429 },
  internal: { status: 500 },
  unavailable: { status: 503 },
} as const satisfies Record<string, { status: number }>;

export type ErrorCode = keyof typeof ERRORS;

export const errorBodySchema = z.object({
  error: z.object({
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** An error that its reader can act on: a code of the catalogue, a sentence, and what helps to mend it. */
export class HalleError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;
  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>) {
    super(message);
    this.name = 'HalleError';
    this.code = code;
    this.details = details;
  }
  get status() {
    return ERRORS[this.code].status;
  }
  toBody(): ErrorBody {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.details === undefined ? {} : { details: this.details }),
      },
    };
  }
}

export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(ERRORS, text);
}
