import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { predictResponseSchema } from '../../../shared/contracts/predict.ts';
import { putCars, removeCars } from '../../../tools/test/fixtures/cars.ts';
import { deployAsPerson } from '../../../tools/test/fixtures/deploy.ts';
import { call, modelForm } from '../../../tools/test/fixtures/functions.ts';
import { metadataOf, someCars, trainedModelFile } from '../../../tools/test/fixtures/models.ts';
import { accessToken, database, signedInClient } from '../../../tools/test/stack.ts';

const YEAR = '1894';
const sql = database();
const knr = (n: number) => `${YEAR}-${String(n).padStart(7, '0')}`;
let operator: string;

const ask = async (json: unknown) =>
  predictResponseSchema.parse((await call('predict', operator, { json })).body);
const keptOf = (n: number) =>
  sql`select id, late, ahead, asked_at, request_id from public.predictions where knr = ${knr(n)} order by id`;

beforeAll(async () => {
  await removeCars(sql, YEAR);
  await putCars(
    sql,
    someCars(6, 7).map(({ row }, n) => ({ knr: knr(n), features: row, roadTestAt: null, failed: null })),
  );
  const engineer = await signedInClient('engineer');
  operator = await accessToken(await signedInClient('operator'));
  const made = await call('createModel', await accessToken(engineer), {
    method: 'POST',
    body: modelForm(await trainedModelFile(Date.now() % 1_000_000), metadataOf('at the gate')),
  });
  await deployAsPerson(engineer, made.body.id, 'a test of the gate');
});
afterAll(async () => {
  await removeCars(sql, YEAR);
  await sql.end();
});

test('the same request gets the same answer, and one prediction is kept', async () => {
  const request = { knr: knr(0), requestId: randomUUID(), askedAt: '2026-11-02T10:32:00.000Z' };
  const first = await ask(request);
  const again = await ask({ ...request, late: true });
  expect(again).toEqual(first);
  const kept = await keptOf(0);
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatchObject({ late: true, ahead: false, request_id: request.requestId });
  expect(kept[0]!['asked_at'].toISOString()).toBe(request.askedAt);
});

test('sent several times at once, too', async () => {
  const request = { knr: knr(1), requestId: randomUUID() };
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask(request)));
  expect(new Set(answers.map((answer) => answer.predictions[0]!.id)).size).toBe(1);
  expect(await keptOf(1)).toHaveLength(1);
});

test('a late request is kept as late', async () => {
  await ask({ knr: knr(2), requestId: randomUUID(), askedAt: new Date().toISOString(), late: true });
  expect(await keptOf(2)).toMatchObject([{ late: true }]);
});

test('a request id is one car’s', async () => {
  const requestId = randomUUID();
  await ask({ knr: knr(3), requestId });
  const other = await call('predict', operator, { json: { knr: knr(4), requestId } });
  expect(other).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_field', details: { field: 'requestId' } } },
  });
  expect(await keptOf(4)).toHaveLength(0);
});

test('cars are asked ahead, but not after the gate has asked for them', async () => {
  const ahead = await ask({ knrs: [knr(4), knr(5)], ahead: true });
  expect(ahead.predictions.every(({ id }) => id !== null)).toBe(true);
  await ask({ knr: knr(5), requestId: randomUUID() });
  const again = await ask({ knrs: [knr(4), knr(5)], ahead: true });
  expect(again.predictions.map(({ id }) => id !== null)).toEqual([true, false]);
  expect((await keptOf(5)).map((row) => row['ahead'])).toEqual([true, false]);
});

describe('what is no request is refused', () => {
  test.each([
    [{ knr: knr(0), requestId: 'x' }, 'requestId'],
    [{ knr: knr(0), requestId: randomUUID(), askedAt: 'today' }, 'askedAt'],
    [{ knr: knr(0), late: 1 }, 'late'],
    [{ knrs: [knr(0)], ahead: 'yes' }, 'ahead'],
    [{ knrs: [knr(0)], requestId: randomUUID() }, 'requestId'],
  ])('%j', async (json, field) => {
    const answer = await call('predict', operator, { json });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_field' } } });
    expect(answer.body.error.details.field).toBe(field);
  });
});
