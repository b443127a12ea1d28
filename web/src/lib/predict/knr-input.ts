import { KNR_PATTERN, normalizeKnr } from '$shared/plant/knr.ts';

/** The KNR that a person typed or a scanner sent, in its one form; null when it is none. */
export function readKnr(text: string): string | null {
  const knr = normalizeKnr(text.replace(/\s+/g, ''));
  return KNR_PATTERN.test(knr) ? knr : null;
}
