import { z } from 'zod';

/** A car's production number, `YYYY-NNNNNNN`: the key of everything. */
export const KNR_PATTERN = /^\d{4}-\d{7}$/;

/** Accepts what a person types or a scanner sends: spaces around, a missing hyphen. */
export function normalizeKnr(text: string): string {
  const trimmed = text.trim();
  return /^\d{11}$/.test(trimmed) ? `${trimmed.slice(0, 4)}-${trimmed.slice(4)}` : trimmed;
}

export const knrSchema = z
  .string()
  .transform(normalizeKnr)
  .pipe(z.string().regex(KNR_PATTERN, 'a KNR has the form YYYY-NNNNNNN, for example 2024-1736352'));
