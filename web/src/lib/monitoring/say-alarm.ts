import { type Alarm, PROBABILITY } from '$shared/contracts/monitor.ts';
import { FEATURE_BY_NAME } from '$shared/features/catalogue.ts';
import { formatInstantDay, formatInteger, formatNumber, formatPercent } from '$lib/format/format.ts';
import { sayFeature } from '$lib/i18n/say.ts';
import { m } from '$lib/paraglide/messages.js';
import { alarmFacts, type Bin } from './alarm-facts.ts';

export const sayWatched = (feature: string): string =>
  feature === PROBABILITY ? m.alarm_probability() : sayFeature(feature);

/** What a bin holds. */
export function sayBin(bin: Bin): string {
  if ('missing' in bin) return m.alarm_bin_missing();
  if ('other' in bin) return m.alarm_bin_other();
  if ('category' in bin) return bin.category || m.alarm_blank();
  const { from, to } = bin;
  if (from !== null && to !== null)
    return m.alarm_bin_between({ from: formatNumber(from), to: formatNumber(to) });
  if (from !== null) return m.alarm_bin_above({ from: formatNumber(from) });
  return to === null ? m.alarm_bin_all() : m.alarm_bin_below({ to: formatNumber(to) });
}

function sayChange(bin: Bin): string {
  const shares = { now: formatPercent(bin.now), reference: formatPercent(bin.reference) };
  if ('missing' in bin) return m.alarm_change_missing(shares);
  if ('other' in bin) return m.alarm_change_other(shares);
  if ('category' in bin)
    return m.alarm_change_category({ ...shares, category: bin.category || m.alarm_blank() });
  const { from, to } = bin;
  if (from !== null && to !== null)
    return m.alarm_change_between({ ...shares, from: formatNumber(from), to: formatNumber(to) });
  if (from !== null) return m.alarm_change_above({ ...shares, from: formatNumber(from) });
  return to === null ? m.alarm_change_all(shares) : m.alarm_change_below({ ...shares, to: formatNumber(to) });
}

/** Where the cause lies; only of what failures are counted it is worth a word that nobody knows. */
export function sayPlace({ feature, checkpoint }: Pick<Alarm, 'feature' | 'checkpoint'>): string {
  if (checkpoint !== null) return m.alarm_place({ checkpoint });
  return FEATURE_BY_NAME.get(feature)?.source === 'failures' ? m.alarm_place_unknown() : '';
}

/** What changed, since when and where, and what it does: two short sentences. */
export function sayAlarm(
  alarm: Pick<Alarm, 'feature' | 'since' | 'checkpoint' | 'picture' | 'effect'>,
): string {
  const { direction, bin } = alarmFacts(alarm.picture);
  const parts = {
    feature: sayWatched(alarm.feature),
    date: formatInstantDay(alarm.since),
    place: sayPlace(alarm),
    change: bin ? sayChange(bin) : '',
  };
  const what = {
    higher: m.alarm_sentence_higher,
    lower: m.alarm_sentence_lower,
    other: m.alarm_sentence_other,
  }[direction](parts);
  return `${what} ${sayEffect(alarm.effect)}`;
}

export function sayEffect(effect: number | null): string {
  if (effect === null) return m.alarm_effect_unknown();
  const rounded = Math.round(Math.abs(effect));
  if (rounded === 0) return m.alarm_effect_none();
  const count = formatInteger(rounded);
  return effect > 0 ? m.alarm_effect_more({ count }) : m.alarm_effect_fewer({ count });
}
