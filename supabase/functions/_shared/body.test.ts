import { describe, expect, test } from 'vitest';
import { evaluateRequestSchema } from '../../../shared/contracts/evaluate.ts';
import { predictRequestSchema } from '../../../shared/contracts/predict.ts';
import { HalleError } from '../../../shared/errors.ts';
import { check } from './body.ts';

const refused = (schema: Parameters<typeof check>[0], value: unknown) => {
  try {
    check(schema, value);
  } catch (error) {
    if (error instanceof HalleError) return error.toBody().error;
  }
  throw new Error('it was not refused');
};

describe('the field that is wrong is named', () => {
  test.each([
    [{}, 'body'],
    [null, 'body'],
    [[], 'body'],
    [{ knr: 1 }, 'knr'],
    [{ knr: '2024-1736352', extra: 1 }, 'extra'],
    [{ knrs: 'x' }, 'knrs'],
    [
      { cars: [{ features: { engine: 'DHS' } }, { features: { failures_total: 'two' } }] },
      'cars.1.features.failures_total',
    ],
  ])('predict %j', (body, field) => {
    expect(refused(predictRequestSchema, body)).toMatchObject({ code: 'invalid_field', details: { field } });
  });
  test.each([
    [{ modelId: 0 }, 'modelId'],
    [{ modelId: 1, window: { from: 'x' } }, 'window.from'],
    [{ modelId: 1, windows: 1 }, 'windows'],
  ])('evaluate %j', (body, field) => {
    expect(refused(evaluateRequestSchema, body)).toMatchObject({ code: 'invalid_field', details: { field } });
  });
});

test('a KNR of the wrong form is an error of its own, and long ones are not sent back whole', () => {
  const error = refused(predictRequestSchema, { knr: 'x'.repeat(5000) });
  expect(error.code).toBe('invalid_knr');
  expect(error.message.length).toBeLessThan(200);
});

test('what a scanner sends is accepted', () => {
  expect(check(predictRequestSchema, { knr: ' 20241736352 ' })).toEqual({ knr: '2024-1736352' });
});
