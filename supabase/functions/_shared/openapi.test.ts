import { expect, test } from 'vitest';
import { z } from 'zod';
import { assemble } from './openapi.ts';

test('a part that may be left out is described and not required', () => {
  const parts = { file: 'file', metadata: z.object({ name: z.string() }), trees: 'optional file' } as const;
  const operation = {
    method: 'post',
    path: '/x',
    id: 'x',
    examples: {},
    summary: 'x',
    parts,
    answers: { 201: null },
    errors: [],
    scope: null,
  } as const;
  const document = assemble('x', 'x', [operation]);
  const schema = {
    required: ['file', 'metadata'],
    properties: { trees: { type: 'string', format: 'binary' } },
  };
  const content = { 'multipart/form-data': { schema } };
  expect(document).toMatchObject({ paths: { '/x': { post: { requestBody: { content } } } } });
});
