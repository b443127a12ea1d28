import { describe, expect, it, vi } from 'vitest';
import type { Dataset } from '../data.ts';
import { syntheticDataset } from '../testing/synthetic.ts';
import { seededRandom } from '../random.ts';
import { rowsOf, timeFolds } from './folds.ts';
import { search, type SearchOptions } from './search.ts';
import { drawParameters } from './space.ts';

const dataset = syntheticDataset({ rows: 1800, features: 8, seed: 4, category: true });
const options = (more: Partial<SearchOptions> = {}): SearchOptions => ({
  dataset,
  folds: timeFolds(1800, 3),
  budget: { trials: 5, seconds: 600 },
  seed: 7,
  defaults: { iterations: 40, learningRate: 0.1, maxDepth: 2, earlyStoppingRounds: 10 },
  maxDepth: 4,
  team: 1,
  ...more,
});

describe('search', () => {
  it('tries the defaults first, then others, and tells each', async () => {
    const told: number[] = [];
    const { result } = await search(options({ onTrial: (soFar) => told.push(soFar.trials.length) }));
    expect(told).toEqual([0, 1, 2, 3, 4, 5]);
    expect(result.trials.map((trial) => trial.number)).toEqual([1, 2, 3, 4, 5]);
    expect(result.trials[0]!.parameters).toMatchObject({ learningRate: 0.1, maxDepth: 2, l2: 1 });
    expect(new Set(result.trials.map(({ parameters }) => parameters['learningRate'])).size).toBe(5);
    expect(result.folds.map((fold) => fold.scored)).toEqual([300, 300, 300]);
    expect(result.endedBy).toBe('trials');
    const { logLoss, folds } = result.trials[0]!;
    expect(logLoss).toBeCloseTo((folds[0]! + folds[1]! + folds[2]!) / 3, 12);
  });

  it('comes to the same result whatever the speed, when it ends by trials', async () => {
    const first = await search(options());
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 97));
    const second = await search(options({ budget: { trials: 5, seconds: 1e9 } }));
    clock.mockRestore();
    expect({ ...second.result, budget: null }).toEqual({ ...first.result, budget: null });
    expect(second.parameters).toEqual(first.parameters);
    const other = await search(options({ seed: 8 }));
    expect(other.result.trials[1]!.parameters).not.toEqual(first.result.trials[1]!.parameters);
  });

  it('ends when the time is over, but not before the defaults are tried', async () => {
    const { result, parameters } = await search(options({ budget: { trials: 50, seconds: 1e-6 } }));
    expect(result).toMatchObject({ endedBy: 'seconds', chosen: 1 });
    expect(result.trials).toHaveLength(1);
    expect(parameters).toMatchObject({ learningRate: 0.1 });
  });

  it('holds what is fixed in every trial', async () => {
    const { result } = await search(options({ fixed: { maxDepth: 3, iterations: 15 } }));
    expect(result.trials.every(({ parameters }) => parameters['maxDepth'] === 3)).toBe(true);
    expect(result.trials.every(({ trees }) => trees.every((count) => count <= 15))).toBe(true);
  });

  it('stops a trial that is clearly behind after its first fold, and never chooses it', async () => {
    // Good defaults against trials that one tree cannot save.
    const { result } = await search(
      options({ budget: { trials: 4, seconds: 600 }, defaults: { iterations: 200, maxDepth: 3 } }),
    );
    const hopeless = await search(
      options({
        budget: { trials: 2, seconds: 600 },
        dataset: sharp(1800),
        defaults: { iterations: 150, learningRate: 0.2, maxDepth: 4, minChildWeight: 0 },
        maxDepth: 2,
      }),
    );
    expect(result.trials[result.chosen! - 1]!.stopped).toBe(false);
    expect(hopeless.result.trials[1]).toMatchObject({ stopped: true });
    expect(hopeless.result.trials[1]!.folds).toHaveLength(1);
    expect(hopeless.result.chosen).toBe(1);
  });

  it('says that it beats both baselines where trees see more, and that it does not on noise', async () => {
    const { result } = await search(
      options({ dataset: sharp(1800), defaults: { iterations: 150, maxDepth: 4 } }),
    );
    expect(result.verdict!.beats).toBe(true);
    expect(result.verdict!.logistic.lead).toBeGreaterThan(0.05);
    const { result: empty } = await search(options({ dataset: noise(1800) }));
    expect(empty.verdict!.beats).toBe(false);
    expect(empty.baselines!.baseRate.rocAuc).toBe(0.5);
  });

  it('looks at nothing that is later than the scored rows', async () => {
    // Rows after the first fold are turned round: its figures stay, to the last bit.
    const folds = timeFolds(1800, 3);
    const { result } = await search(options({ budget: { trials: 1, seconds: 600 } }));
    const turned: Dataset = {
      ...dataset,
      label: dataset.label.map((y, r) => (r < folds[0]!.end ? y : 1 - y)),
    };
    const other = await search(options({ dataset: turned, budget: { trials: 1, seconds: 600 } }));
    expect(other.result.trials[0]!.folds[0]).toBe(result.trials[0]!.folds[0]);
    expect(other.result.baselines!.logistic.folds[0]).toBe(result.baselines!.logistic.folds[0]);
    expect(other.result.trials[0]!.folds[2]).not.toBe(result.trials[0]!.folds[2]);
  });

  it('ends with the reason of its signal', async () => {
    const abort = new AbortController();
    const running = search(
      options({ signal: abort.signal, onTrial: () => abort.abort(new Error('enough')) }),
    );
    await expect(running).rejects.toThrow('enough');
  });
});

it('draws within its ranges, each trial by its own number', () => {
  for (let number = 2; number < 300; number++) {
    const drawn = drawParameters(1, number, 8);
    expect(drawn).toEqual(drawParameters(1, number, 8));
    expect(drawn.learningRate).toBeGreaterThanOrEqual(0.03);
    expect(drawn.learningRate).toBeLessThanOrEqual(0.2);
    expect(drawn.maxDepth).toBeGreaterThanOrEqual(2);
    expect(drawn.maxDepth).toBeLessThanOrEqual(8);
    expect(drawn.maxLeaves).toBeGreaterThanOrEqual(4);
    expect(drawn.maxLeaves).toBeLessThanOrEqual(2 ** drawn.maxDepth);
    expect(drawn.rowSample).toBeLessThanOrEqual(1);
  }
});

/** A label that two numbers tell together and neither alone: what a linear model cannot see. */
function sharp(rows: number): Dataset {
  const random = seededRandom(9);
  const [a, b] = [0, 1].map(() => Float32Array.from({ length: rows }, () => random() - 0.5));
  return {
    label: Uint8Array.from({ length: rows }, (_, r) =>
      Math.sin(9 * a![r]!) * b![r]! > 0.1 !== random() < 0.02 ? 1 : 0,
    ),
    features: [
      { name: 'a', kind: 'number', values: a! },
      { name: 'b', kind: 'number', values: b! },
    ],
  };
}

function noise(rows: number): Dataset {
  const random = seededRandom(11);
  return {
    ...rowsOf(dataset, 0, rows),
    label: Uint8Array.from({ length: rows }, () => (random() < 0.1 ? 1 : 0)),
  };
}
