import { FEATURE_BY_NAME } from '$shared/features/catalogue.ts';
import { formatNumber } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';

// Units of counting say nothing beside the feature's own name ("Failures at ZP7: 3").
const COUNTED = new Set(['failures', 'events', 'tests', 'day']);

/** A feature's value with its unit, in the reader's number format. */
export function sayValue(feature: string, value: number | string | null): string {
  if (value === null || value === '') return m.reason_missing_value();
  if (typeof value === 'string') return value;
  const unit = FEATURE_BY_NAME.get(feature)?.unit ?? '';
  return unit === '' || COUNTED.has(unit) ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
}
