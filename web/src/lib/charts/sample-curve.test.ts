import { expect, test } from 'vitest';
import { heightAt } from './sample-curve.ts';

test('between two points the line between them counts, outside nothing is known', () => {
  const points = [
    { x: 0.2, y: 1 },
    { x: 0.4, y: 0.5 },
    { x: 0.4, y: 0.7 },
    { x: 1, y: 0.1 },
  ];
  expect(heightAt(points, 0.3)).toBeCloseTo(0.75);
  expect(heightAt(points, 0.7)).toBeCloseTo(0.4);
  expect(heightAt(points, 0.1)).toBeNull();
  expect(heightAt([], 0.5)).toBeNull();
});
