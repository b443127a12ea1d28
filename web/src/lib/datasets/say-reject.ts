import { m } from '$lib/paraglide/messages.js';

const reasons: Record<string, () => string> = {
  'missing value': m.reject_missing,
  'not a number': m.reject_number,
  'not a KNR (YYYY-NNNNNNN)': m.reject_knr,
  'not a date': m.reject_date,
  'wrong number of columns': m.reject_columns,
};

/** Why a row was refused, in the reader's words; the file's own where there are none. */
export const sayReject = (reason: string): string => reasons[reason]?.() ?? reason;
