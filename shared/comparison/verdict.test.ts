import { describe, expect, it } from 'vitest';
import { compareModels, flipsOf } from './compare.ts';
import { capacityCurve, thresholdFor } from './capacity.ts';
import { askedFor, ordersOf, scoredOf } from './order.ts';
import { segmentsOf } from './segments.ts';
import { equalCapacity } from './equal-capacity.ts';
import { verdictOf, wordOf } from './verdict.ts';
import { isotonic, modelOf, someCars } from './testing/simulate.ts';
import { seededRandom } from '../random.ts';
import { evaluateBinary } from '../metrics/evaluate.ts';
import { confusionAt } from '../metrics/binary.ts';

describe('the word', () => {
  it.each([
    [20, 5, 200, 'better'],
    [5, 20, 200, 'worse'],
    [6, 0, 12, 'better'], // p = 0.031
    [5, 0, 200, 'no_difference'], // p = 0.0625
    [5, 0, 29, 'not_enough_failures'],
    [0, 0, 29, 'not_enough_failures'],
    [0, 0, 30, 'no_difference'],
    [12, 12, 60, 'not_enough_failures'], // ±0.16
    [14, 12, 200, 'no_difference'], // ±0.05
    [60, 42, 300, 'not_enough_failures'], // p = 0.09, -0.006 to 0.126: ten points better is not excluded
  ])('of %i and %i among %i failures is %s', (b, c, failures, word) => {
    expect(wordOf(b, c, failures)).toBe(word);
  });
});

describe('equal capacity', () => {
  const label = [1, 1, 0, 0, 0, 0];
  const scored = (threshold: number) => scoredOf([0.9, 0.7, 0.5, 0.4, 0.3, 0.2], threshold);
  const asked = (mine: number, other: number) => {
    const models = [scored(mine), scored(other)] as const;
    const orders = ordersOf(models, 6) as [Uint32Array, Uint32Array];
    return equalCapacity(...models, orders, 2);
  };
  it('is what the other asks for, else what the model asks for, else the number of failures', () => {
    expect(asked(0.8, 0.5)).toBe(3);
    expect(asked(0.8, 1)).toBe(1);
    expect(asked(0.8, 0)).toBe(1);
    expect(asked(0, 1)).toBe(2);
    expect(label.filter(Boolean)).toHaveLength(2);
  });
  it('moves to where both lose alike by their plateaus', () => {
    const capacity = (mine: number[], other: number[], threshold: number) => {
      const models = [scoredOf(mine, 0.5), scoredOf(other, threshold)] as const;
      return equalCapacity(...models, ordersOf(models, mine.length) as [Uint32Array, Uint32Array], 2);
    };
    const fine = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2];
    // The other asks for three and can be asked for any number; the model for one or five: five is as near, one is stricter.
    expect(capacity([0.9, 0.4, 0.4, 0.4, 0.4, 0.1, 0.1, 0.1], fine, 0.65)).toBe(1);
    // Its plateau begins with the first car: it can be asked for six at least.
    expect(capacity([0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.1, 0.1], fine, 0.75)).toBe(6);
    // Both have plateaus: six part none of the other's pairs and 2 x 4 of the model's, five 1 x 5 and 1 x 1.
    const long = [0.9, 0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
    const short = [0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.2, 0.2, 0.2, 0.1];
    expect(capacity(long, short, 0.5)).toBe(5);
    // A model that says the same of all cars stays where it is asked for.
    expect(
      capacity(
        fine.map(() => 0.1),
        fine,
        0.65,
      ),
    ).toBe(3);
  });
  it('counts only what is among the first of either', () => {
    const model = scoredOf([0.9, 0.8, 0.7, 0.1, 0.1, 0.1], 0.05);
    const against = scoredOf([0.9, 0.1, 0.1, 0.8, 0.7, 0.2], 0.65);
    const orders = ordersOf([model, against], 6) as [Uint32Array, Uint32Array];
    const verdict = verdictOf(model, against, orders, [1, 1, 0, 1, 0, 1]);
    expect(verdict).toMatchObject({
      longTests: 3,
      failures: { both: 1, onlyModel: 1, onlyAgainst: 1, neither: 1 },
      difference: 0,
      pValue: 1,
    });
  });
  it('of two models that say the same, no car is only the one’s, ties or not', () => {
    const random = seededRandom(5);
    const { label: failed } = someCars(500, random);
    const same = Float32Array.from(failed, () => Math.floor(random() * 4) / 4);
    const models = [scoredOf(same, 0.5), scoredOf(same.slice(), 0.4)] as const;
    const orders = ordersOf(models, 500) as [Uint32Array, Uint32Array];
    expect(verdictOf(...models, orders, failed).failures).toMatchObject({ onlyModel: 0, onlyAgainst: 0 });
  });
});

it('nobody gains by the order in which the cars came: tied cars are shuffled', () => {
  const label = Array.from({ length: 1000 }, (_, car) => (car < 100 ? 1 : 0));
  const [order] = ordersOf([scoredOf(new Float32Array(1000).fill(0.1), 0.5)], 1000);
  const caught = order!.subarray(0, 100).reduce((sum, car) => sum + label[car]!, 0);
  // Ten of a hundred by chance, with a deviation of three.
  expect(caught).toBeGreaterThan(0);
  expect(caught).toBeLessThan(25);
});

describe('the capacity curve', () => {
  const random = seededRandom(8);
  const plant = someCars(4000, random);
  const past = someCars(2000, random);
  const fine = modelOf(plant, 1, random);
  const coarse = isotonic(modelOf(plant, 1, random), modelOf(past, 1, random), past.label);
  const [smooth, steps] = [scoredOf(fine, 0.1), scoredOf(coarse, 0.1)];
  const orders = ordersOf([smooth, steps], 4000) as [Uint32Array, Uint32Array];
  const curve = capacityCurve(smooth, steps, orders, plant.label, [777]);
  const failures = plant.label.reduce((a, b) => a + b, 0);

  it('goes from none to all, each number once, closer where few cars are tested', () => {
    const places = curve.map(({ longTests }) => longTests);
    expect(places[0]).toBe(0);
    expect(places.at(-1)).toBe(4000);
    expect(places.every((place, i) => i === 0 || place > places[i - 1]!)).toBe(true);
    expect(places).toContain(777);
    expect(places.length).toBeGreaterThan(150);
    expect(places.length).toBeLessThanOrEqual(201);
    expect(places.filter((place) => place <= 400).length).toBeGreaterThan(50);
    expect(curve[0]).toMatchObject({ model: { caught: 0 }, against: { caught: 0 } });
    expect(curve.at(-1)).toMatchObject({ model: { caught: failures }, against: { caught: failures } });
  });
  it('its threshold sends exactly so many cars, or as near as cars of one probability let it', () => {
    for (const { longTests, model, against } of curve) {
      const { tp, fp } = confusionAt(smooth.probability, plant.label, model.threshold);
      expect(tp + fp).toBe(longTests);
      expect(tp).toBe(model.caught);
      const sent = askedFor({ ...steps, threshold: against.threshold }, orders[1]);
      // Every threshold that makes a difference; none is above 1, so the plateau at 1 is always sent.
      const thresholds = new Set([0, 1, ...coarse]);
      const nearest = Math.min(
        ...[...thresholds].map((threshold) =>
          Math.abs(askedFor({ ...steps, threshold }, orders[1]) - longTests),
        ),
      );
      expect(Math.abs(sent - longTests)).toBe(nearest);
    }
  });
  it('of thirty cars has every number', () => {
    const few = [scoredOf(fine.slice(0, 30), 0.1), scoredOf(coarse.slice(0, 30), 0.1)] as const;
    const both = ordersOf(few, 30) as [Uint32Array, Uint32Array];
    expect(capacityCurve(...few, both, plant.label).map(({ longTests }) => longTests)).toEqual(
      Array.from({ length: 31 }, (_, i) => i),
    );
    expect(thresholdFor([0.5, 0.5, 0.5], Uint32Array.from([0, 1, 2]), 1)).toBe(0.75);
    expect(thresholdFor([0.5, 0.5, 0.5], Uint32Array.from([0, 1, 2]), 2)).toBe(0.25);
  });
});

describe('segments', () => {
  const random = seededRandom(21);
  const plant = someCars(6000, random);
  const engine = Array.from(plant.label, () => (random() < 0.5 ? 'DSN' : 'CWL'));
  const [sharp, dull] = [modelOf(plant, 0.2, random), modelOf(plant, 3, random)];
  const average = modelOf(plant, 1, random);
  // Knows the engine DSN well and the engine CWL badly.
  const model = scoredOf(
    average.map((_, car) => (engine[car] === 'DSN' ? sharp : dull)[car]!),
    0.1,
  );
  const against = scoredOf(average, 0.1);
  const orders = ordersOf([model, against], 6000) as [Uint32Array, Uint32Array];
  const values = {
    engine,
    color: Array.from(engine, (_, car) => (car < 40 ? '0Q0Q' : '2R2R')),
    month: Array.from(engine, (_, car) => `2024-0${1 + (car % 3)}`),
    checkpoint: Array.from(engine, () => ''),
  };
  const segments = segmentsOf(model, against, orders, plant.label, values);
  const of = (value: string) => segments.find((segment) => segment.value === value)!;

  it('tell where a model is better and where it is worse', () => {
    expect(of('DSN').word).toBe('better');
    expect(of('CWL').word).toBe('worse');
  });
  it('hold every car once for each by which they are told apart', () => {
    const cars = Map.groupBy(segments, ({ by }) => by);
    for (const list of cars.values()) expect(list.reduce((sum, each) => sum + each.cars, 0)).toBe(6000);
    expect([...cars.keys()]).toEqual(['engine', 'color', 'month', 'checkpoint']);
    expect(cars.get('month')!.map(({ value }) => value)).toEqual(['2024-01', '2024-02', '2024-03']);
  });
  it('with too few failures have no p-value; the others’ is corrected for their number', () => {
    expect(of('0Q0Q')).toMatchObject({ cars: 40, pValue: null, word: 'not_enough_failures' });
    const alone = verdictOf(
      model,
      against,
      orders.map((order) => order.filter((car) => engine[car] === 'DSN')) as [Uint32Array, Uint32Array],
      plant.label,
    );
    expect(of('DSN')).toMatchObject({
      onlyModel: alone.failures.onlyModel,
      onlyAgainst: alone.failures.onlyAgainst,
    });
    expect(of('DSN').pValue).toBeGreaterThan(alone.pValue);
  });
});

it('a comparison is the same each time, and turned round with the models', () => {
  const random = seededRandom(2);
  const plant = someCars(2000, random);
  const blank = Array.from(plant.label, () => '');
  const values = { engine: blank, color: blank, month: blank, checkpoint: blank };
  const [a, b] = [0.3, 2].map((noise) => {
    const scored = scoredOf(modelOf(plant, noise, random), 0.1);
    return { ...scored, metrics: evaluateBinary(scored.probability, plant.label, 0.1) };
  });
  const there = compareModels(a!, b!, plant.label, values);
  expect(compareModels(a!, b!, plant.label, values)).toEqual(there);
  const back = compareModels(b!, a!, plant.label, values);
  expect(back.ownThresholds.pValue).toBe(there.ownThresholds.pValue);
  expect(back.differences[3]!.difference).toBe(-there.differences[3]!.difference!);
  const { onlyModel, onlyAgainst } = flipsOf(a!, b!, plant.label);
  expect(onlyModel.every((car) => plant.label[car] === 1 && a!.probability[car]! >= 0.1)).toBe(true);
  expect(onlyAgainst.every((car) => a!.probability[car]! < 0.1)).toBe(true);
  const longTests = there.capacity.map((point) => point.longTests);
  expect(longTests).toContain(there.verdict.longTests);
});
