import { formatNumber, formatPlantTime, NONE } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import type { CodeFilter } from './address.ts';

export const sayFilter = (name: CodeFilter): string =>
  ({
    checkpoint: m.analysis_checkpoint,
    part: m.analysis_part,
    failureGroup: m.analysis_group,
    engine: m.car_engine,
    color: m.car_color,
  })[name]();

/** The plant's own word; a blank one is said to be blank. */
export const sayCode = (code: string): string => (code === '' ? m.analysis_blank() : code);

/** Failures for a hundred cars. */
export const per100 = (failures: number, cars: number): string =>
  cars === 0 ? NONE : formatNumber((100 * failures) / cars);

/** Under a picture, where the year is known from what stands above. */
export const sayShortDay = (day: string): string =>
  new Intl.DateTimeFormat(getLocale(), { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
export const sayDay = (day: string): string => formatPlantTime(day, 'date');
export const sayWeek = (monday: string): string => m.analysis_week_of({ day: sayDay(monday) });
