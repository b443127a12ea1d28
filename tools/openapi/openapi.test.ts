import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { breakingChanges } from './breaking.ts';
import { operationsOf, type ApiDocument } from './document.ts';
import { validator } from './validate.ts';

const read = (name: string): ApiDocument =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8'));
const document = read('openapi.json');
const wrong = validator(document);

test('nothing that was released is broken', () => {
  expect(breakingChanges(read('openapi-released.json'), document)).toEqual([]);
});

test('operations are called by different names', () => {
  const ids = operationsOf(document).map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(operationsOf(document))('$method $path: examples are as described', ({ operation }) => {
  const { 'multipart/form-data': parts, ...others } = operation.requestBody?.content ?? {};
  // Files are not shown.
  const shown = parts && { ...parts, schema: { ...parts.schema, required: ['metadata'] } };
  const bodies = [...Object.values(others), ...(shown ? [shown] : [])];
  const answers = Object.entries(operation.responses)
    .filter(([status]) => Number(status) < 300)
    .flatMap(([, { content }]) => Object.values(content ?? {}));
  for (const { schema, examples = {} } of [...bodies, ...answers])
    for (const { value } of Object.values(examples)) expect(wrong(schema, value)).toBe('');
  for (const { schema, examples = {} } of operation.parameters ?? [])
    for (const { value } of Object.values(examples)) expect(wrong(schema, value)).toBe('');
  for (const { examples } of [...bodies, ...answers]) expect(Object.keys(examples ?? {})).not.toEqual([]);
});
