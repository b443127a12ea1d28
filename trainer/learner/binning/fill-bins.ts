import type { Dataset } from '../data.ts';
import { encodeColumn } from '../encode.ts';
import type { ModelFeature } from '../model.ts';
import type { Team } from '../team/team.ts';
import type { Desk } from '../team/workspace.ts';

/** Brings all columns into bins: as many at a time as there are members, each of which takes one (bin-column.ts). */
export async function fillBins(
  team: Team,
  desk: Desk,
  features: readonly ModelFeature[],
  { features: columns }: Dataset,
  heldOut: Dataset | undefined,
  maxBins: number,
  breathe: () => Promise<void> | null,
): Promise<void> {
  const { space } = desk;
  const { rows, heldOut: rest } = space.size;
  const named = new Map(heldOut?.features.map((column) => [column.name, column]));
  for (let first = 0; first < features.length; first += team.members) {
    for (let f = first; f < Math.min(features.length, first + team.members); f++) {
      const room = space.column + (f - first) * (rows + rest) * 4;
      const to = new Float32Array(space.memory.buffer, room, rows + rest);
      const feature = features[f]!;
      to.set(encodeColumn(feature, columns[f]));
      if (heldOut) to.set(encodeColumn(feature, named.get(feature.name)), rows);
    }
    team.run('bin', first, features.length, maxBins);
    const pause = breathe();
    if (pause) await pause;
  }
}
