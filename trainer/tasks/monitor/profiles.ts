import type { Untested } from '../../../shared/contracts/monitor.ts';
import type { Values } from '../../../shared/drift/bins.ts';
import { type Profile, profileOf } from '../../../shared/drift/profile.ts';
import { untestable } from '../../../shared/drift/testable.ts';
import type { Reference } from './reference.ts';

/** What windows of one size are compared with. */
export interface Profiles {
  /** Cars in a window. */
  size: number;
  untested: Untested | null;
  /** Of the columns that a window of this size can be compared with; none when it is untested. */
  columns: { before: Values; profile: Profile }[];
}

/**
 * What a model's reference does in windows of `size` cars when nothing changes. The features' cars and those of the
 * answers are not the same: where the latter are too few, the features are compared alone.
 */
export function profilesFor(reference: Reference | null, size: number): Profiles {
  if (!reference) return { size, untested: 'no_snapshot', columns: [] };
  const { features, answers } = reference;
  const untested = untestable(features.cars, features.weeks, size);
  if (untested) return { size, untested, columns: [] };
  const columns = [features, ...(answers ? [answers] : [])]
    .filter(({ cars, weeks }) => !untestable(cars, weeks, size))
    .flatMap((part) =>
      part.columns.map((before) => ({ before, profile: profileOf(before, size, part.weeks) })),
    );
  return { size, untested: null, columns };
}
