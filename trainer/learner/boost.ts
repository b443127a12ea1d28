import { type GrownNode, type GrowRules, growTree } from './grower/grow-tree.ts';
import type { Model, Tree } from './model.ts';
import { gridBits, logLoss } from './objective/log-loss.ts';
import type { Parameters } from './parameters.ts';
import { flattenTree, layTree } from './predictor/flatten.ts';
import { sampleIndices, seededRandom } from './random.ts';
import type { Team } from './team/team.ts';
import { type Desk, TASK } from './team/workspace.ts';

interface Boosting {
  /** Of the rows' weights; null when all count once. */
  totalWeight: number | null;
  /** Labels of the held-out rows, which then decide how many trees are kept. */
  heldOutLabel: Uint8Array | null;
  onTree: (iteration: number, heldOutLoss: number | null) => void;
  breathe: () => Promise<void> | null;
}

/**
 * Grows tree after tree, each on the gradients of the ones before it, until there are enough, none can be grown, or the
 * held-out loss has not improved for `earlyStoppingRounds` trees. The desk holds bins, labels and margins at the base
 * score; its held-out margins are those of the kept trees afterwards.
 */
export async function boost(
  team: Team,
  desk: Desk,
  rules: GrowRules,
  parameters: Parameters,
  { totalWeight, heldOutLabel, onTree, breathe }: Boosting,
): Promise<Pick<Model, 'trees' | 'validationLoss'>> {
  const { rows, features } = desk.space.size;
  const random = seededRandom(parameters.seed);
  const rowCount = Math.max(1, Math.round(rows * parameters.rowSample));
  const columnCount = Math.max(1, Math.round(features * parameters.columnSample));
  const sampled = rowCount < rows || columnCount < features;
  const bits = gridBits(totalWeight ?? rows);
  const trees: Tree[] = [];
  const validationLoss: number[] = [];
  const start = desk.heldOutMargin[0] ?? 0;
  let kept = { trees: 0, loss: heldOutLabel ? logLoss(desk.heldOutMargin, heldOutLabel) : Infinity };
  let keptMargin = heldOutLabel ? desk.heldOutMargin.slice().fill(start) : null;
  const { l1, l2, minChildWeight, minGain } = rules;
  team.run('rules', l1, l2, minChildWeight, minGain);

  for (let iteration = 1; iteration <= parameters.iterations; iteration++) {
    team.run('gradients', totalWeight === null ? 0 : 1, bits);
    if (rowCount < rows) desk.order.set(sampleIndices(rows, rowCount, random));
    else for (let r = 0; r < rows; r++) desk.order[r] = r;
    if (columnCount < features) desk.columns.set(sampleIndices(features, columnCount, random));
    const nodes = await growTree(
      team,
      desk,
      rowCount,
      columnCount < features ? columnCount : 0,
      rules,
      breathe,
    );
    // Without sampling the next tree would find no split either, and nothing to add to all rows.
    if (nodes.length === 1 && nodes[0]!.value === 0 && !sampled) break;
    trees.push(flattenTree(nodes, desk));
    layTree(nodes, desk);
    if (rowCount < rows) team.run('addTree', 0);
    else addLeaves(team, desk, nodes);
    if (heldOutLabel) {
      team.run('addTree', 1);
      const loss = logLoss(desk.heldOutMargin, heldOutLabel);
      validationLoss.push(loss);
      if (loss < kept.loss) {
        kept = { trees: iteration, loss };
        keptMargin?.set(desk.heldOutMargin);
      }
    }
    onTree(iteration, validationLoss.at(-1) ?? null);
    if (heldOutLabel && iteration - kept.trees >= parameters.earlyStoppingRounds) break;
    const pause = breathe();
    if (pause) await pause;
  }
  if (keptMargin) {
    trees.length = kept.trees;
    desk.heldOutMargin.set(keptMargin);
  }
  return { trees, validationLoss };
}

/** Adds the leaves' values to the margins of their rows, which lie together in the order. */
function addLeaves(team: Team, desk: Desk, nodes: readonly GrownNode[]): void {
  let leaves = 0;
  for (const { left, begin, end, value } of nodes) {
    if (left < 0) desk.tasks.set([begin, end, value], leaves++ * TASK);
  }
  team.run('addLeaves', leaves, desk.space.size.rows);
}
