import fc, { type Arbitrary } from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { errorBodySchema } from '../../../shared/errors.ts';
import { putInUse } from '../../tests/put-in-use.ts';
import { putCars } from '../../../tools/test/fixtures/cars.ts';
import { modelForm } from '../../../tools/test/fixtures/functions.ts';
import { metadataOf, someCars, trainedModelFile } from '../../../tools/test/fixtures/models.ts';
import { fuzzing } from '../../../tools/test/fuzz.ts';
import { OwnStack } from '../../../trainer/tests/own-stack.ts';
import { anyJson, fromSchema } from './from-schema.ts';

// Requests made of the functions' own descriptions, right and wrong, at a stack of this file's own: what is right is done.

let stack: OwnStack;
beforeAll(async () => {
  stack = await OwnStack.boot();
  const answer = await fetch(`${stack.file.apiUrl}/functions/v1/createModel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.file.secretKey}` },
    body: modelForm(await trainedModelFile(3), metadataOf('fuzzed')),
  });
  expect(answer.status).toBe(201);
  const { id } = z.object({ id: z.number() }).parse(await answer.json());
  await stack.sql.begin((sql) => putInUse(sql, id));
  await putCars(stack.sql, [
    { knr: '2024-1736352', features: someCars(1, 9)[0]!.row, roadTestAt: null, failed: null },
  ]);
}, 120_000);
afterAll(async () => await stack?.stop());

const schema = z.record(z.string(), z.unknown());
const operationSchema = z.object({
  parameters: z
    .array(z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']), schema }))
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema })) }).optional(),
});
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

interface Asked {
  path: string;
  method: string;
  headers: [string, string][];
  body: string | Uint8Array<ArrayBuffer> | [string, string | Uint8Array<ArrayBuffer>][] | null;
}

const bytes = fc.uint8Array({ maxLength: 200 }).map((each) => new Uint8Array(each));
const PLACE_TEXTS = [
  '1',
  '0',
  '-1',
  '1.5',
  '99999999999999999999',
  'x',
  '%00',

  'null',
  '1;1',
  '%F0%9F%9A%97',
  "1'",
];
const inPath = fc.oneof(fc.constantFrom(...PLACE_TEXTS), fc.nat(3).map(String));
/** What may stand in a header or a query. */
const word = fc.oneof(
  inPath.filter((each) => !each.includes('%')),
  fc.string({ maxLength: 30 }).filter((each) => /^[\x20-\x7e]*$/.test(each)),
);

function bodies(operation: z.infer<typeof operationSchema>): Arbitrary<Asked['body']> {
  const content = operation.requestBody?.content;
  if (!content)
    return fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant('{}') });
  const multipart = content['multipart/form-data'];
  const json = anyJson.map((value) => JSON.stringify(value));
  const noise = [json, bytes, fc.string({ maxLength: 50 }), fc.constant('['.repeat(50_000)), fc.constant('')];
  if (multipart) {
    const parts = Object.keys(
      z.record(z.string(), z.unknown()).catch({}).parse(multipart.schema['properties']),
    );
    const part = fc.tuple(fc.constantFrom(...parts, 'other', ''), fc.oneof(json, bytes));
    return fc.oneof({ weight: 4, arbitrary: fc.array(part, { maxLength: 5 }) }, ...noise);
  }
  const right = fromSchema(content['application/json']?.schema ?? {}).map((value) => JSON.stringify(value));
  return fc.oneof({ weight: 12, arbitrary: right }, ...noise);
}

function requests(
  path: string,
  method: string,
  operation: z.infer<typeof operationSchema>,
): Arbitrary<Asked> {
  const named = (place: string) =>
    operation.parameters.filter((each) => each.in === place).map(({ name }) => name);
  const some = (names: string[]) =>
    names.length === 0
      ? fc.constant<[string, string][]>([])
      : fc.array(fc.tuple(fc.constantFrom(...names), word), { maxLength: names.length + 1 });
  return fc
    .record({
      places: fc.array(inPath, { minLength: 2, maxLength: 2 }),
      query: some([...named('query'), 'select', 'limit']),
      headers: some([
        ...named('header'),
        'idempotency-key',
        'accept',
        'x-request-id',
        'range',
        'if-none-match',
      ]),
      type: fc.constantFrom(
        'application/json',
        'application/json',
        'application/json',
        'text/plain',
        'multipart/form-data; boundary=x',
        'multipart/form-data',
        '',
      ),
      body: bodies(operation),
    })
    .map(({ places, query, headers, type, body }) => {
      const filled = path.replace(/\{\w+\}/g, () => places.pop() ?? '1');
      const typed: [string, string][] = type && !Array.isArray(body) ? [['content-type', type]] : [];
      return {
        path: query.length > 0 ? `${filled}?${new URLSearchParams(query).toString()}` : filled,
        method,
        headers: [...headers, ...typed],
        body: method === 'GET' ? null : body,
      };
    });
}

function formOf(parts: [string, string | Uint8Array<ArrayBuffer>][]): FormData {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([value]), 'model.onnx');
  }
  return form;
}

/** A request is answered in time, and what is refused is refused with a code of the catalogue. */
async function answered({ path, method, headers, body }: Asked, token: string): Promise<void> {
  const sent = new Headers({ authorization: `Bearer ${token}` });
  for (const [name, value] of headers) sent.set(name, value.trim());
  const answer = await fetch(`${stack.file.apiUrl}/functions/v1${path}`, {
    method,
    headers: sent,
    body: Array.isArray(body) ? formOf(body) : body,
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer.text();
  expect(answer.status, text).toBeLessThan(500);
  if (answer.status >= 400) expect(() => errorBodySchema.parse(JSON.parse(text)), text).not.toThrow();
}

test.each(['predict', 'evaluate', 'getModel', 'createModel', 'ingest'])(
  '%s: whatever is asked is answered, and nothing falls',
  async (name) => {
    const described = await fetch(`${stack.file.apiUrl}/functions/v1/${name}/openapi.json`);
    const { paths } = documentSchema.parse(await described.json());
    const operations = Object.entries(paths).flatMap(([path, each]) =>
      Object.entries(each).map(([method, operation]) => requests(path, method.toUpperCase(), operation)),
    );
    const { data } = await (await stack.client('engineer')).auth.getSession();
    const tokens = [stack.file.secretKey, data.session!.access_token];
    await fc.assert(
      fc.asyncProperty(fc.oneof(...operations), fc.constantFrom(...tokens), answered),
      fuzzing(60 * operations.length, 25),
    );
  },
  60_000,
);
