import { STATUS_CHECKPOINT } from '../plant/checkpoints.ts';
import { FEATURE_BY_NAME } from '../features/catalogue.ts';

/** `ZP62` has failures of its own, but no status code. */
const CHECKPOINTS = new Map(
  [...Object.values(STATUS_CHECKPOINT), 'ZP62'].map((name) => [name.toLowerCase(), name]),
);

/** The checkpoint in a feature's name: `failures_zp61`, `loops_cab`, and of a way (`minutes_zp5_to_zp5a`) its end. */
export function ownCheckpoint(feature: string): string | null {
  const last = feature.split('_').at(-1)!;
  return /^(failures|loops|minutes)_/.test(feature) ? (CHECKPOINTS.get(last) ?? null) : null;
}

/**
 * Where a finding comes from: the checkpoint of its own name, and for failures of the whole line the checkpoint whose
 * count of failures differs most. Null where the data does not tell.
 */
export function checkpointOf(
  feature: string,
  findings: readonly { feature: string; corrected: number; drifted: boolean }[],
): string | null {
  const own = ownCheckpoint(feature);
  if (own || FEATURE_BY_NAME.get(feature)?.source !== 'failures') return own;
  const places = findings.filter(
    (each) => each.drifted && each.feature.startsWith('failures_') && ownCheckpoint(each.feature),
  );
  places.sort((a, b) => a.corrected - b.corrected);
  return places[0] ? ownCheckpoint(places[0].feature) : null;
}
