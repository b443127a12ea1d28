import type { Kind } from '../demo-plant/planted.ts';
import { type Load, loadFile } from './load-dataset.ts';
import { growth, type Size, sizeOf } from './load-growth.ts';
import { differences, type PeerRun, pandasMissing, runPandas } from './load-peer.ts';
import { type BenchPlant, makePlant, plantOf, smallFiles } from './load-plant.ts';
import { BenchStack } from './load-stack.ts';

/** Failures and status first, as the results' features need the entries that they tell. */
const ORDER: readonly Kind[] = ['failures', 'status', 'results'];

export interface Run {
  say: (step: string) => void;
  /** Ends the run; what it started is ended too. */
  signal: AbortSignal;
  cache: string;
  /** Files a kind. */
  files: number;
  keep: boolean;
}

/** A plant that was loaded into an empty stack. */
export interface PlantLoad {
  rows: number;
  cars: number;
  limit: string;
  loads: Load[];
  grown: Size;
}

/** Boots an empty stack for `work` and ends it whatever happens. */
export async function onStack<T>(run: Run, work: (stack: BenchStack) => Promise<T>): Promise<T> {
  run.signal.throwIfAborted();
  run.say('starting an empty stack');
  const stack = await BenchStack.boot('bench-load');
  try {
    return await work(stack);
  } finally {
    await stack.stop(run.keep);
    if (run.keep) run.say(`kept ${stack.folder}`);
  }
}

export async function loadInto(
  run: Run,
  stack: BenchStack,
  plant: BenchPlant,
  kinds: readonly Kind[],
): Promise<PlantLoad> {
  const before = await sizeOf(stack);
  const loads: Load[] = [];
  for (const file of ORDER.flatMap((kind) => plant.files.filter((each) => each.kind === kind))) {
    if (!kinds.includes(file.kind)) continue;
    run.signal.throwIfAborted();
    run.say(`loading ${file.path}, ${file.rows} rows`);
    loads.push(await loadFile(stack, plant.folder, file, 'year', run.signal));
  }
  const rows = loads.reduce((sum, load) => sum + load.rows, 0);
  return { rows, cars: plant.cars, limit: stack.limit, loads, grown: growth(before, await sizeOf(stack)) };
}

/** Loads a plant of `rows` result rows, then `small` files of 200 cars a kind that follow it. */
export async function loadYear(
  run: Run,
  rows: number,
  kinds: readonly Kind[],
  small: number,
): Promise<{ year: PlantLoad; small: Load[] }> {
  const plant = await makePlant(run.cache, plantOf(rows, run.files), run.say);
  const later = small > 0 ? await makePlant(run.cache, smallFiles(small), run.say) : null;
  return onStack(run, async (stack) => {
    const year = await loadInto(run, stack, plant, kinds);
    const loads: Load[] = [];
    for (let number = 0; number < small; number++) {
      run.signal.throwIfAborted();
      run.say(`loading small files ${number + 1} of ${small}`);
      for (const kind of ORDER) {
        const file = later?.files.filter((each) => each.kind === kind)[number];
        if (file) loads.push(await loadFile(stack, later.folder, file, 'small', run.signal));
      }
    }
    return { year, small: loads };
  });
}

export interface Peer {
  /** Why there is none. */
  missing: string | null;
  pandas: PeerRun[];
  ours: PlantLoad[];
  /** Features on which the two do not agree. */
  differences: string[];
}

/** pandas and Halle on the same files, one after the other, `times` times. */
export async function runPeer(run: Run, rows: number, times: number): Promise<Peer> {
  const missing = pandasMissing();
  const peer: Peer = { missing, pandas: [], ours: [], differences: [] };
  if (missing) return peer;
  const plant = await makePlant(run.cache, plantOf(rows, 1), run.say);
  for (let time = 0; time < times; time++) {
    run.signal.throwIfAborted();
    run.say(`pandas, ${time + 1} of ${times}`);
    const pandas = await runPandas(plant, run.signal);
    peer.pandas.push(pandas);
    await onStack(run, async (stack) => {
      peer.ours.push(await loadInto(run, stack, plant, ORDER));
      if (time === 0) peer.differences = await differences(stack.sql, pandas);
    });
  }
  return peer;
}
