import { binColumn } from '../binning/bin-column.ts';
import { seededRandom } from '../random.ts';
import { Team } from '../team/team.ts';
import { type Desk, FEATURE_BYTES, makeWorkspace } from '../team/workspace.ts';

export interface RandomDesk {
  team: Team;
  desk: Desk;
  columns: Float32Array[];
  random: () => number;
}

/**
 * A workspace of random rows in 16 bins: a column that is all NaN, a constant, counts and numbers with missing ones;
 * gradients of random margins. Without threads beside the caller's unless `members` says so.
 */
export async function randomDesk(seed: number, rows = 200, features = 5, members = 1): Promise<RandomDesk> {
  const random = seededRandom(seed);
  const columns = Array.from({ length: features }, (_, f) =>
    Float32Array.from({ length: rows }, () => {
      if (f === 0) return NaN;
      if (f === 1) return 7;
      if (random() < 0.15) return NaN;
      return f === 2 ? Math.floor(random() * 4) : random() * 10 - 5;
    }),
  );
  const team = await Team.start(members);
  const space = makeWorkspace({ rows, heldOut: 0, features, members, maxLeaves: 8, slots: 6 });
  const desk = await team.enter(space);
  columns.forEach((column, f) => {
    new Float32Array(space.memory.buffer, space.column, rows).set(column);
    binColumn(desk, f, 0, 16);
  });
  for (let r = 0; r < rows; r++) {
    desk.margin[r] = random() * 4 - 2;
    desk.label[r] = random() < 0.3 ? 1 : 0;
    desk.order[r] = r;
  }
  team.run('gradients', 0, 32);
  return { team, desk, columns, random };
}

/** Bin of a row's feature. */
export function binAt({ space }: Desk, row: number, feature: number): number {
  const { rows, features } = space.size;
  return new Uint8Array(space.memory.buffer, space.bins, rows * features)[row * features + feature]!;
}

/** The sums of one feature in a histogram, gradient and hessian by turns. */
export function sumsOf({ space }: Desk, slot: number, feature: number): Float64Array {
  const at = space.slots + (slot * space.size.features + feature) * FEATURE_BYTES;
  return new Float64Array(space.memory.buffer, at, 512);
}

/** Fills a histogram with the sums of some rows, which it puts at the front of the order. */
export function fillHistogram(
  desk: Desk,
  slot: number,
  rows: readonly number[],
  columns?: readonly number[],
): void {
  const { space, kernel } = desk;
  const { features } = space.size;
  const out = space.slots + slot * features * FEATURE_BYTES;
  desk.order.set(rows);
  const where = [space.bins, features, space.gh, space.order, 0, rows.length] as const;
  if (!columns) return kernel.buildHistogram(...where, 0, features, out);
  desk.columns.set(columns);
  kernel.buildHistogramOf(space.columns, ...where, 0, columns.length, out);
}
