import { sayNumber } from '../format/say-number.ts';

/** Units of things that are counted: the feature's name says what. */
const COUNTED = new Set(['failures', 'events', 'tests']);
/** Units that say nothing beside the feature's own name ("Weekday …: 3"). */
const UNSAID = new Set([...COUNTED, 'day', 'share', '']);

interface Named {
  /** The feature's name in the reader's language. */
  label: string;
  unit: string;
  locale: string;
}

export function withUnit(value: number, unit: string, locale: string): string {
  const said = sayNumber(value, locale);
  return UNSAID.has(unit) ? said : `${said} ${unit}`;
}

/** "Failures at ZP7" within a sentence: "failures at ZP7". A name that begins with a short form stays. */
const within = (label: string): string =>
  /^\p{Lu}\p{Ll}/u.test(label) ? label[0]!.toLowerCase() + label.slice(1) : label;

/**
 * A feature with its value as a person would say it: "3 failures at ZP7", "Engine: DSN", "Minutes from CAB to ZP7: 41 min".
 * Names are plurals, so a single one is said as "Failures at ZP7: 1", in whichever language. `unknown` stands for null.
 */
export function sayFact(
  value: number | string | null,
  unknown: string,
  { label, unit, locale }: Named,
): string {
  if (value === null || value === '') return `${label}: ${unknown}`;
  if (typeof value === 'string') return `${label}: ${value}`;
  return COUNTED.has(unit) && value !== 1
    ? `${sayNumber(value, locale)} ${within(label)}`
    : `${label}: ${withUnit(value, unit, locale)}`;
}
