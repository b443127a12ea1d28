import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowEncoder } from './encode-row.ts';
import { TreeExplainer } from './explain.ts';
import { FOREST_LIMITS, type Forest, ForestError, logOddsOf } from './forest.ts';
import { readForest } from './read-forest.ts';
import { randomForest } from './testing/random-forest.ts';
import { writeForest } from './write-forest.ts';

const forest = randomForest({ seed: 3, trees: 12, features: 7, depth: 4, empty: 0.1 });
const file = writeForest(forest);

test('what was written is read: the same forest, and written again the same bytes', () => {
  const read = readForest(file);
  expect({ ...read, cover: [] }).toEqual({ ...forest, cover: [] });
  forest.cover.forEach((cover, n) => expect(read.cover[n]).toBeCloseTo(cover, 9));
  expect(writeForest(read)).toEqual(file);
});

test('a part of a larger buffer is read, and a forest without trees or without calibration', () => {
  const shifted = new Uint8Array(file.length + 3);
  shifted.set(file, 3);
  expect(readForest(shifted.subarray(3)).number).toEqual(forest.number);
  const empty: Forest = { ...randomForest({ seed: 1, trees: 0, features: 4, depth: 1 }), calibration: null };
  expect(readForest(writeForest(empty))).toEqual(empty);
});

test('about 8 bytes a node, beside the head', () => {
  const large = randomForest({ seed: 1, trees: 300, features: 60, depth: 6, early: 0 });
  expect(writeForest(large).length / large.feature.length).toBeLessThan(8.2);
});

test('values are read as the ONNX graph reads them', () => {
  const encode = rowEncoder(forest);
  const cells: Record<string, number | string | null> = { x0: 0.1, x1: null, x5: 'c' };
  expect([...encode((name) => cells[name])]).toEqual([Math.fround(0.1), NaN, NaN, NaN, NaN, 2, NaN]);
  cells['x5'] = 'never seen';
  expect(encode((name) => cells[name])[5]).toBeNaN();
});

const refusal = (bytes: Uint8Array): string => {
  try {
    readForest(bytes);
    return 'read';
  } catch (error) {
    if (!(error instanceof ForestError)) throw error;
    return error.message;
  }
};

describe('what is refused, with the reason', () => {
  const changed = (at: number, value: number, bits: 16 | 32 = 32): Uint8Array => {
    const bytes = file.slice();
    const view = new DataView(bytes.buffer);
    if (bits === 16) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    return bytes;
  };
  const headed = (text: string): Uint8Array => {
    const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 4) * 4));
    const bytes = new Uint8Array(20 + json.length);
    bytes.set(file.subarray(0, 8));
    new DataView(bytes.buffer).setUint32(16, json.length, true);
    bytes.set(json, 20);
    return bytes;
  };
  const numbersAt = file.length - 2 * forest.feature.length;
  const chain = { ...forest, roots: Uint32Array.of(0) };
  const links = FOREST_LIMITS.depth + 1;
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /no tree file/],
    ['another file', new TextEncoder().encode('KNR,MODELO,COR,MOTOR,ESTACAO'), /does not begin with HLTR/],
    ['a later version', changed(4, 2), /version 2; version 1 can be read/],
    ['more nodes than are read', changed(12, 2_000_000), /2000000 nodes/],
    ['a number of nodes that no trees have', changed(8, 11), /11 trees and/],
    ['cut off', file.subarray(0, file.length - 1), /cut off/],
    ['too long', new Uint8Array([...file, 0]), /too long/],
    ['too large', new Uint8Array(FOREST_LIMITS.bytes + 1), /too large/],
    ['a feature that there is not', changed(numbersAt, 7, 16), /node 0 looks at feature 7/],
    ['a split for the last leaf', changed(file.length - 2, 0, 16), /tree 12 is not whole/],
    ['a leaf for a root, so that nodes are left over', changed(numbersAt, 0x7fff, 16), /behind its 12 trees/],
    [
      'NaN as a threshold',
      changed(
        file.length -
          2 * forest.feature.length -
          4 * forest.feature.reduce((c, f) => c + (f < 0 ? 1 : 0), 0) -
          4 * forest.feature.length,
        0x7fc00000,
      ),
      /node 0 has the number NaN/,
    ],
    ['a head that is no JSON', headed('{"features":'), /no JSON/],
    ['a head without calibration', headed('{"features":[],"baseScore":0}'), /head: calibration/],
    [
      'a feature twice',
      headed(
        '{"features":[{"name":"a","kind":"number"},{"name":"a","kind":"number"}],"baseScore":0,"calibration":null}',
      ),
      /a is there twice/,
    ],
    [
      'a category twice',
      headed(
        '{"features":[{"name":"a","kind":"category","categories":["b","b"]}],"baseScore":0,"calibration":null}',
      ),
      /category of a is there twice/,
    ],
    [
      'a tree that is too deep',
      writeForest({
        ...chain,
        feature: Int16Array.from({ length: 2 * links + 1 }, (_, n) =>
          n % 2 === 0 && n < 2 * links ? 0 : -1,
        ),
        number: new Float32Array(2 * links + 1),
        cover: new Float64Array(2 * links + 1).fill(1),
      }),
      /deeper than 64/,
    ],
  ])('%s', (_, bytes, message) => {
    expect(refusal(bytes)).toMatch(message);
  });
});

test('cut or garbled bytes are refused, or read as another forest that answers: nothing else is ever thrown', () => {
  const spoiled = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(fc.nat(file.length), spoiled, fc.boolean(), (length, changes, cut) => {
      const bytes = cut ? file.slice(0, length) : file.slice();
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      if (refusal(bytes) !== 'read') return;
      const read = readForest(bytes);
      const row = rowEncoder(read)(() => 0.5);
      expect(logOddsOf(read, row)).not.toBeNaN();
      expect(new TreeExplainer(read).contributions(row)).toHaveLength(read.features.length);
    }),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => refusal(bytes) !== 'read'));
});
