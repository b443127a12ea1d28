import type { Lead, SearchResult } from '$shared/contracts/search.ts';
import { formatLoss } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';

const sayLead = ({ lead, error }: Lead): string => `${formatLoss(lead)} ± ${formatLoss(error)}`;

/** Whether a learned model is worth its trees, in a sentence and with its figures. */
export function sayVerdict({ beats, logistic, baseRate }: NonNullable<SearchResult['verdict']>): {
  title: string;
  text: string;
} {
  const overLogistic = logistic.lead > logistic.error;
  const title = beats
    ? m.verdict_beats()
    : overLogistic
      ? m.verdict_not_base_rate()
      : baseRate.lead > baseRate.error
        ? m.verdict_not_logistic()
        : m.verdict_not_both();
  return { title, text: m.verdict_text({ logistic: sayLead(logistic), rate: sayLead(baseRate) }) };
}
