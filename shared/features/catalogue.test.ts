import { expect, it } from 'vitest';
import { FEATURES, hasTooLittleData } from './catalogue.ts';

it('names each feature once, as a column and a JSON key can be named', () => {
  expect(new Set(FEATURES.map((f) => f.name)).size).toBe(FEATURES.length);
  for (const { name } of FEATURES) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
});

it('says every feature in both languages', () => {
  for (const { en, pt } of FEATURES) {
    expect(en).not.toBe('');
    expect(pt).not.toBe('');
  }
});

it('has no feature of the road test or of what lies behind it', () => {
  for (const { name } of FEATURES) expect(name).not.toMatch(/_(rod|agua|zp8|zp8r|zp82)(_|$)/);
});

it('knows too little about a car of which only failures were loaded', () => {
  expect(hasTooLittleData({ failures_total: 3 })).toBe(true);
  expect(hasTooLittleData({ tests_ok_2: 12 })).toBe(false);
  expect(hasTooLittleData({ status_events: 4 })).toBe(false);
});
