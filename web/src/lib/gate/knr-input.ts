import { normalizeKnr } from '$shared/plant/knr.ts';

/** What a scanner may put before the text to say which kind of code it read (AIM): "]C1", "]Q3". */
const SYMBOLOGY = /^\][A-Za-z]\d/;

/**
 * The KNR that a person typed or a scanner sent, in its one form; null when there is none. A label may carry more than the
 * number ("*2024-1736352*", "KNR: 20241736352"), but no further digits beside it: half of another number is no KNR.
 */
export function readKnr(text: string): string | null {
  const bare = text.replace(/\s+/g, '').replace(SYMBOLOGY, '');
  const found = [...bare.matchAll(/(?<![\d-])\d{4}-?\d{7}(?![\d-])/g)];
  return found.length === 1 ? normalizeKnr(found[0]![0]) : null;
}
