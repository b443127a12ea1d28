import type { BoundName, PlantSettings } from '$lib/data/plant-settings.ts';
import { m } from '$lib/paraglide/messages.js';

export interface BoundField {
  name: BoundName;
  label: () => string;
  /** Kept as a share of 1, shown as per cent. */
  share: boolean;
  whole: boolean;
  min: number;
  max?: number;
}

const share = (name: BoundName, label: () => string, max?: number): BoundField => ({
  name,
  label,
  share: true,
  whole: false,
  min: 0,
  ...(max === undefined ? {} : { max }),
});
const whole = (name: BoundName, label: () => string): BoundField => ({
  name,
  label,
  share: false,
  whole: true,
  min: 1,
});

/** The bounds of quality in the order in which they are set. */
export const BOUNDS: readonly BoundField[] = [
  share('quality_rejected_share', m.bound_rejected, 100),
  share('quality_blank_more', m.bound_blank, 100),
  share('quality_new_code_share', m.bound_codes, 100),
  share('quality_days_share', m.bound_days, 100),
  share('quality_rate_share', m.bound_rate),
  { name: 'quality_rate_mads', label: m.bound_mads, share: false, whole: false, min: 0 },
  whole('quality_min_cars', m.bound_cars),
  whole('quality_min_rows', m.bound_rows),
];

const scaled = (settings: PlantSettings, scale: (value: number) => number): PlantSettings => {
  const all = { ...settings, audit_share: scale(settings.audit_share) };
  for (const { name, share: isShare } of BOUNDS) if (isShare) all[name] = scale(settings[name]);
  return all;
};

/** Settings as they stand in the form, shares as per cent. Rounded: 0.07 * 100 is 7.000000000000001. */
export const toFields = (settings: PlantSettings) =>
  scaled(settings, (v) => Number((v * 100).toPrecision(12)));

/** What `toFields` has made of settings, back. */
export const fromFields = (fields: PlantSettings) => scaled(fields, (v) => Number((v / 100).toPrecision(12)));
