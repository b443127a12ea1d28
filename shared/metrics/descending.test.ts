import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shuffled } from '../random.ts';
import { descending } from './descending.ts';

it('sorts float32 and other numbers alike, ties as they came', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(0, 0.25, 1), fc.double({ min: 0, max: 1, noNaN: true }))),
      (list) => {
        const values = Float32Array.from(list);
        const among = shuffled(values.length, 3);
        expect([...descending(values)]).toEqual([...descending([...values])]);
        expect([...descending(values, among)]).toEqual([...descending([...values], among)]);
        const sorted = [...descending(values)].map((i) => values[i]!);
        expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
      },
    ),
  );
});

it('of negative numbers too', () => {
  expect([...descending(Float32Array.from([-1, 2, -3, 0]))]).toEqual([1, 3, 0, 2]);
});
