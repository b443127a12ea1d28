import type { GrownNode } from './grow-tree.ts';

/**
 * Which of the open nodes are split together next, when `room` more leaves are allowed. Leaf-wise it is the one with the
 * highest gain (the older of equals); depth-wise all of the least depth, those with the highest gains where not all have
 * room. Where there is room for every split that the depth allows, both ways make the same splits: then depth-wise is
 * taken, because nodes that are split together cost the threads one meeting.
 */
export function nextBatch(
  nodes: readonly GrownNode[],
  open: ReadonlySet<number>,
  room: number,
  together: boolean,
): number[] {
  const byGain = (a: number, b: number) => nodes[b]!.split!.gain - nodes[a]!.split!.gain || a - b;
  if (!together) return [...open].sort(byGain).slice(0, Math.min(1, room));
  const least = Math.min(...[...open].map((index) => nodes[index]!.depth));
  const batch = [...open].filter((index) => nodes[index]!.depth === least);
  return batch.length <= room
    ? batch
    : batch
        .sort(byGain)
        .slice(0, room)
        .sort((a, b) => a - b);
}
