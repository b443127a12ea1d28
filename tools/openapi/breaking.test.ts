import { expect, test } from 'vitest';
import { breakingChanges } from './breaking.ts';
import type { ApiDocument, Schema } from './document.ts';

const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const string = { type: 'string' };
const number = { type: 'number' };

interface Shape {
  body?: Schema;
  answer?: Schema;
  parameters?: ApiDocument['paths'][string][string]['parameters'];
  id?: string;
  status?: string;
}
const api = ({
  body = object({ a: string }),
  answer = object({ b: string }, ['b']),
  parameters = [],
  id = 'x',
  status = '200',
}: Shape = {}): ApiDocument => ({
  openapi: '3.1.0',
  info: { title: 'x', version: '1', description: 'x' },
  components: { schemas: {} },
  paths: {
    '/x': {
      post: {
        operationId: id,
        summary: 'x',
        parameters,
        requestBody: { required: true, content: { 'application/json': { schema: body } } },
        responses: { [status]: { description: 'x', content: { 'application/json': { schema: answer } } } },
      },
    },
  },
});
const parameter = (required: boolean, schema: Schema = string) => ({
  name: 'p',
  in: 'query' as const,
  required,
  schema,
});
const oneOf = (...anyOf: Schema[]): Schema => ({ anyOf });
const of = (...values: string[]): Schema => ({ type: 'string', enum: values });

test.each<[string, Shape, Shape]>([
  ['nothing', {}, {}],
  ['a field that may be sent', {}, { body: object({ a: string, c: number }) }],
  ['a field that is told', {}, { answer: object({ b: string, c: number }, ['b', 'c']) }],
  ['a parameter that may be left out', {}, { parameters: [parameter(false)] }],
  ['a field that need not be sent any more', { body: object({ a: string }, ['a']) }, {}],
  ['a value that may be sent', { body: object({ a: of('l') }) }, { body: object({ a: of('l', 's') }) }],
  ['a value that may be told', { answer: object({ b: of('l') }) }, { answer: object({ b: of('l', 's') }) }],
  [
    'a form of the body',
    { body: oneOf(object({ a: string })) },
    { body: oneOf(object({ a: string }), object({ z: string })) },
  ],
  [
    'a wider limit',
    { body: object({ a: { ...number, maximum: 9 } }) },
    { body: object({ a: { ...number, maximum: 10 } }) },
  ],
  [
    'never null any more',
    { answer: object({ b: oneOf(string, { type: 'null' }) }) },
    { answer: object({ b: oneOf(string) }) },
  ],
])('no break: %s', (_, before, after) => {
  expect(breakingChanges(api(before), api(after))).toEqual([]);
});

test.each<[string, Shape, Shape]>([
  ['POST /x body.a is gone', {}, { body: object({}) }],
  ['POST /x 200.b is gone', {}, { answer: object({}) }],
  ['POST /x 200: is not always told any more: b', {}, { answer: object({ b: string }) }],
  ['POST /x body: is asked for now: c', {}, { body: object({ a: string, c: string }, ['c']) }],
  ['POST /x body: is asked for now: a', {}, { body: object({ a: string }, ['a']) }],
  ['POST /x: parameter p is asked for now', {}, { parameters: [parameter(true)] }],
  [
    'POST /x: parameter p is asked for now',
    { parameters: [parameter(false)] },
    { parameters: [parameter(true)] },
  ],
  ['POST /x: parameter p is gone', { parameters: [parameter(false)] }, {}],
  ['POST /x p: another type', { parameters: [parameter(false)] }, { parameters: [parameter(false, number)] }],
  ['POST /x body.a: value s', { body: object({ a: of('l', 's') }) }, { body: object({ a: of('l') }) }],
  ['POST /x body.a: another type', {}, { body: object({ a: number }) }],
  ['POST /x 200.b: another type', {}, { answer: object({ b: number }, ['b']) }],
  [
    'POST /x body.a: maximum is tighter',
    { body: object({ a: { ...number, maximum: 9 } }) },
    { body: object({ a: { ...number, maximum: 8 } }) },
  ],
  [
    'POST /x body: a form is gone',
    { body: oneOf(object({ a: string }), object({ z: string })) },
    { body: oneOf(object({ a: string }), object({ y: string })) },
  ],
  ['POST /x 200.b may be null now', {}, { answer: object({ b: oneOf(string, { type: 'null' }) }, ['b']) }],
  ['POST /x: is called y, not x', {}, { id: 'y' }],
  ['POST /x: 200 is not answered any more', {}, { status: '201' }],
])('a break: %s', (says, before, after) => {
  expect(breakingChanges(api(before), api(after))).toEqual([says]);
});

test('an operation that is gone', () => {
  expect(breakingChanges(api(), { ...api(), paths: {} })).toEqual(['POST /x is gone']);
});
