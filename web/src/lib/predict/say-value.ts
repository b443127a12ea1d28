import type { ToldReason } from '$shared/contracts/predict.ts';
import { FEATURE_BY_NAME } from '$shared/features/catalogue.ts';
import { sayFeature } from '$lib/i18n/say.ts';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import { sayFact, withUnit } from './fact.ts';

const unitOf = (feature: string): string => FEATURE_BY_NAME.get(feature)?.unit ?? '';

/** A feature's value with its unit, in the reader's number format. */
export function sayValue(feature: string, value: number | string | null): string {
  if (value === null || value === '') return m.reason_missing_value();
  return typeof value === 'string' ? value : withUnit(value, unitOf(feature), getLocale());
}

/** A reason as a sentence: "3 failures at ZP7; plant average 0.8". */
export function sayReason({ feature, value, typical }: ToldReason): string {
  const named = { label: sayFeature(feature), unit: unitOf(feature), locale: getLocale() };
  const fact = sayFact(value, m.reason_missing_value(), named);
  if (typical === null || typical === '') return fact;
  return typeof typical === 'string'
    ? m.reason_most({ fact, typical })
    : m.reason_average({ fact, typical: sayValue(feature, typical) });
}
