import { corrected } from '../comparison/mcnemar.ts';
import type { Values } from './bins.ts';
import { testWindow, type Finding, type Profile } from './profile.ts';

/** Share of false findings among a window's findings that is put up with; a finding alone is no alarm. */
export const FALSE_SHARE = 0.05;

export interface WindowFinding extends Finding {
  /** Corrected for the number of features that were tested (Benjamini and Hochberg). */
  corrected: number;
  /** Below FALSE_SHARE. */
  drifted: boolean;
}

/** Tests all features of a window, each against its profile. The same order. */
export function testFeatures(profiles: readonly Profile[], columns: readonly Values[]): WindowFinding[] {
  const findings = profiles.map((profile, i) => testWindow(profile, columns[i]!));
  const pValues = corrected(findings.map(({ pValue }) => pValue));
  return findings.map((finding, i) => ({
    ...finding,
    corrected: pValues[i]!,
    drifted: pValues[i]! < FALSE_SHARE,
  }));
}

/** What two windows in a row say alike: those features, in the order of the newer one. One window may be chance. */
export function confirmed(before: readonly WindowFinding[], now: readonly WindowFinding[]): WindowFinding[] {
  const then = new Set(before.filter(({ drifted }) => drifted).map(({ feature }) => feature));
  return now.filter(({ drifted, feature }) => drifted && then.has(feature));
}
