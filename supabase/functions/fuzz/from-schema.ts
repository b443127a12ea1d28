import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';

type Schema = Record<string, unknown>;

/** A part of a JSON Schema, as far as the functions' descriptions use it. */
const schemaPart = z.record(z.string(), z.unknown());
const list = (value: unknown): Schema[] => z.array(schemaPart).catch([]).parse(value);
const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);

/** Texts that mean something here, and what programs stumble over. */
const text = fc.oneof(
  fc.constantFrom('2024-1736352', '1892-0000001', 'R750', '2024-05-20T21:31:51', '2024-05-20', '1', 'ROD'),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    'null',
    "'; drop table cars; --",
    '../../etc/passwd',
    '%00',
    '{}',
    '1e309',
  ),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.constant('x'.repeat(20_000)),
);
const anyNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 1, 2 ** 31, 2 ** 53, -(2 ** 63), 1e300, 5e-324),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
/** Anything that JSON can say. */
export const anyJson: Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  text,
  anyNumber,
  fc.constantFrom(null, true, [], {}, [[[[]]]], { __proto__: 1, constructor: {} }),
);

/** Values of a schema; now and then a part of them is something else, missing, or too much. */
export function fromSchema(schema: Schema): Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary: faithful(schema) }, { weight: 1, arbitrary: anyJson });
}

function faithful(schema: Schema): Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const alternatives = [...list(schema['anyOf']), ...list(schema['oneOf'])];
  if (alternatives.length > 0) return fc.oneof(...alternatives.map(fromSchema));
  switch (schema['type']) {
    case 'object': {
      const properties = z.record(z.string(), schemaPart).catch({}).parse(schema['properties']);
      const parts = Object.fromEntries(
        Object.entries(properties).map(([key, part]) => [key, fromSchema(part)]),
      );
      const requiredKeys = z
        .array(z.string())
        .catch([])
        .parse(schema['required'])
        .filter((key) => key in parts);
      const known = fc.record(parts, { requiredKeys, noNullPrototype: true });
      const more = fc.dictionary(fc.string({ maxLength: 10 }), anyJson, {
        maxKeys: 2,
        noNullPrototype: true,
      });
      return fc.oneof(
        { weight: 6, arbitrary: known },
        { weight: 1, arbitrary: fc.tuple(known, more).map(([a, b]) => ({ ...a, ...b })) },
      );
    }
    case 'array':
      return fc.array(fromSchema(schemaPart.catch({}).parse(schema['items'])), {
        minLength: Math.min(number(schema['minItems'], 0), 3),
        maxLength: 4,
      });
    case 'integer':
      return fc.oneof(fc.integer({ min: 1, max: 5 }), anyNumber);
    case 'number':
      return anyNumber;
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return text;
    default:
      return anyJson;
  }
}
