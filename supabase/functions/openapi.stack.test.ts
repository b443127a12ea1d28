import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorBodySchema, type ErrorCode } from '../../shared/errors.ts';
import { operationsOf, type ApiDocument } from '../../tools/openapi/document.ts';
import { validator } from '../../tools/openapi/validate.ts';
import { call, modelForm } from '../../tools/test/fixtures/functions.ts';
import { testStack } from '../../tools/test/stack.ts';
import { plantOfExamples, type ExamplePlant } from './tests/example-plant.ts';
import { COULD_NOT, provocations } from './tests/provocations.ts';

/** docs/openapi.json against the running functions: what it shows is asked, and what is answered is what it tells. */
const document = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8'),
) as ApiDocument;
const wrong = validator(document);
const operations = operationsOf(document);
let plant: ExamplePlant;
beforeAll(async () => {
  plant = await plantOfExamples();
}, 120_000);
afterAll(() => plant.end());

type Answer = Awaited<ReturnType<typeof call>>;
/** An answer must be one that the document tells: its status, its body, and of a refusal its code. */
function holds(operationId: string, answer: Answer): void {
  const { operation } = operations.find((each) => each.operation.operationId === operationId)!;
  const told = operation.responses[String(answer.status)];
  expect(told, `${operationId} answered ${answer.status} ${JSON.stringify(answer.body)}`).toBeDefined();
  const schema = told!.content?.['application/json']?.schema;
  if (schema) expect(wrong(schema, answer.body), operationId).toBe('');
  if (answer.status >= 400)
    expect(told!['x-codes'], operationId).toContain(errorBodySchema.parse(answer.body).error.code);
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
}

describe.each(operations)('$method $path', ({ method, path, operation }) => {
  const { operationId } = operation;
  const shown = {
    body: operation.requestBody?.content['application/json']?.examples ?? {},
    parts: operation.requestBody?.content['multipart/form-data']?.examples ?? {},
  };
  const named = (operation.parameters ?? []).flatMap((each) => Object.keys(each.examples ?? {}));
  const names = [...new Set([...Object.keys(shown.body), ...Object.keys(shown.parts), ...named])];

  test.each(names.length > 0 ? names : ['as it is'])('example: %s', async (name) => {
    const token = await plant.asking(operationId);
    const parameters = (operation.parameters ?? []).flatMap((each) => {
      const value = each.examples?.[name]?.value;
      return value === undefined ? [] : [{ ...each, value: String(value) }];
    });
    const headers = new Headers();
    let address = path.slice(1);
    const query = new URLSearchParams();
    for (const { name: parameter, in: place, value } of parameters) {
      if (place === 'path')
        address = address.replace(`{${parameter}}`, plant.real(operationId, parameter, value));
      else if (place === 'query') query.set(parameter, plant.real(operationId, parameter, value));
      else headers.set(parameter, randomUUID());
    }
    const body = shown.body[name]?.value;
    const parts = shown.parts[name]?.value as { metadata: unknown } | undefined;
    const answer = await call(`${address}${query.size > 0 ? `?${query}` : ''}`, token, {
      method: method.toUpperCase(),
      headers,
      ...(body === undefined ? {} : { json: plant.realBody(body) }),
      ...(parts ? { body: modelForm(await plant.newFile(), parts.metadata) } : {}),
    });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(400);
    holds(operationId, answer);
  });

  const codes = Object.values(operation.responses).flatMap((each) => each['x-codes'] ?? []) as ErrorCode[];
  const can = codes.filter((code) => !(code in (COULD_NOT[operationId] ?? {})) && !(code in COULD_NOT['*']!));
  test.each(can)('refusal: %s', async (code) => {
    const provoke = provocations(plant)[operationId]?.[code] ?? provocations(plant)['*']![code];
    expect(provoke, `nobody provokes ${code} of ${operationId}`).toBeDefined();
    const answer = await provoke!({
      method: method.toUpperCase(),
      path: path.slice(1).replace('{id}', '1'),
      scope: scopeOf(operation),
    });
    holds(operationId, answer);
    expect(answer.body.error.code, JSON.stringify(answer.body)).toBe(code);
  });
});

const scopeOf = ({ security = [] }: (typeof operations)[number]['operation']): string | null =>
  security.find(({ key }) => key)?.['key']![0] ?? null;

test('each function serves its part of the document', async () => {
  for (const { name } of document.tags!) {
    const answer = await fetch(`${testStack().apiUrl}/functions/v1/${name}/openapi.json`);
    const { paths } = (await answer.json()) as ApiDocument;
    for (const [path, methods] of Object.entries(paths))
      for (const [method, operation] of Object.entries(methods))
        expect({ tags: [name], ...operation }).toEqual(document.paths[path]![method]);
  }
});
