import type { Hono } from 'hono';
import { z } from 'zod';
import type { Scope } from '../../../shared/contracts/api-keys.ts';
import { ERRORS, errorBodySchema, type ErrorCode } from '../../../shared/errors.ts';
import type { FunctionTypes } from './app.ts';

/** A call as it could be made, and what it is answered. Tests make it, and hold the answer to the schema. */
export interface Example {
  parameters?: Record<string, string | number>;
  body?: unknown;
  /** Text parts of a multipart body; files are not shown. */
  parts?: Record<string, unknown>;
  /** Left out where the answer has no body. */
  answer?: unknown;
}

export interface Operation {
  method: 'get' | 'post' | 'delete';
  path: string;
  /** What a generated client calls it: does not change. */
  id: string;
  summary: string;
  /** Parameters in the path, the query and the headers, by name. */
  parameters?: Record<string, { in: 'path' | 'query' | 'header'; schema: z.ZodType; description?: string }>;
  body?: z.ZodType;
  /** A multipart body: its parts. A part without a schema is a file. */
  parts?: Record<string, z.ZodType | 'file' | 'optional file'>;
  /** Answers by status; null is an answer without a body. */
  answers: Record<number, z.ZodType | null>;
  errors: readonly ErrorCode[];
  /** What an API key needs; null: no key will do, a person or the secret key asks. */
  scope: Scope | null;
  /** By a word for what each shows. */
  examples: Record<string, Example>;
  /** Since when it is not to be used any more, and the first day on which it may be gone: docs/api.md. */
  deprecated?: Deprecation;
}

export interface Deprecation {
  since: string;
  sunset: string;
}

/** As the router calls it: `GET /getModel/:id`. */
export const routeOf = ({ method, path }: Pick<Operation, 'method' | 'path'>): string =>
  `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;

const VERSION = '0.1.0';

/** Whatever is asked for. */
const everywhere = (scope: Scope | null): ErrorCode[] => [
  'not_signed_in',
  'token_expired',
  'key_unknown',
  'key_revoked',
  'key_expired',
  ...(scope ? (['scope_missing', 'rate_limited'] as const) : (['person_required'] as const)),
  'internal',
];

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};
const json = (schema: object, examples: object = {}) => ({
  content: {
    'application/json': { schema, ...(Object.keys(examples).length > 0 ? { examples } : {}) },
  },
});
const header = (description: string, schema: object) => ({ description, schema });
const traced = {
  'x-request-id': header('What every log line of this request carries.', { type: 'string' }),
};
const retryAfter = { 'retry-after': header('Seconds.', { type: 'integer' }) };

/** Serves `GET /<name>/openapi.json` (OpenAPI 3.1), made from the schemas that also check the requests. */
export function describe(
  app: Hono<FunctionTypes, never, string> | Hono<FunctionTypes>,
  name: string,
  description: string,
  operations: readonly Operation[],
): void {
  let document: object | undefined;
  (app as Hono<FunctionTypes>).get('/openapi.json', (c) => {
    document ??= assemble(name, description, operations);
    return c.json(document);
  });
}

export function assemble(name: string, description: string, operations: readonly Operation[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = render(operation);
  return {
    openapi: '3.1.0',
    info: { title: `Halle ${name}`, version: VERSION, description },
    servers: [{ url: '/functions/v1' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token, or the secret key.' },
        key: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An API key, halle_…, with the scope that the operation names. An admin makes it in Settings, API keys.',
        },
      },
      schemas: { Error: jsonSchema(errorBodySchema, 'output') },
    },
  };
}

function render(operation: Operation): object {
  const errors = [...new Set<ErrorCode>([...operation.errors, ...everywhere(operation.scope)])];
  const byStatus = Map.groupBy(errors, (code) => ERRORS[code].status);
  const refusals = [...byStatus].map(([status, codes]) => [
    status,
    {
      description: codes.join(', '),
      headers: { ...traced, ...(status === 429 ? retryAfter : {}) },
      ...json({ $ref: '#/components/schemas/Error' }),
      'x-codes': codes,
    },
  ]);
  const shown = named(operation.examples, ({ answer }) => answer);
  const answers = Object.entries(operation.answers).map(([status, schema]) => [
    status,
    {
      description: 'Done',
      headers: traced,
      ...(schema ? json(jsonSchema(schema, 'output'), shown) : {}),
    },
  ]);
  const bodies = named(operation.examples, ({ body }) => body);
  return {
    operationId: operation.id,
    summary: operation.summary,
    ...(operation.deprecated ? { deprecated: true, 'x-sunset': operation.deprecated.sunset } : {}),
    ...(operation.scope ? { security: [{ bearer: [] }, { key: [operation.scope] }] } : {}),
    ...(operation.parameters
      ? { parameters: Object.entries(operation.parameters).map((each) => parameter(each, operation)) }
      : {}),
    ...(operation.body
      ? { requestBody: { required: true, ...json(jsonSchema(operation.body, 'input'), bodies) } }
      : {}),
    ...(operation.parts ? { requestBody: multipart(operation) } : {}),
    responses: Object.fromEntries([...answers, ...refusals]),
  };
}

/** `examples` as OpenAPI writes them, of what each has. */
function named(
  examples: Operation['examples'],
  take: (example: Example) => unknown,
): Record<string, { value: unknown }> {
  return Object.fromEntries(
    Object.entries(examples).flatMap(([name, example]) => {
      const value = take(example);
      return value === undefined ? [] : [[name, { value }]];
    }),
  );
}

function parameter(
  [name, { in: place, schema, description }]: [string, NonNullable<Operation['parameters']>[string]],
  { examples }: Operation,
): object {
  const shown = named(examples, ({ parameters }) => parameters?.[name]);
  return {
    name,
    in: place,
    required: place !== 'query',
    ...(description ? { description } : {}),
    schema: jsonSchema(schema, 'input'),
    ...(Object.keys(shown).length > 0 ? { examples: shown } : {}),
  };
}

function multipart({ parts = {}, examples }: Operation): object {
  const properties = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [
      name,
      typeof part === 'string' ? { type: 'string', format: 'binary' } : jsonSchema(part, 'input'),
    ]),
  );
  const required = Object.keys(parts).filter((name) => parts[name] !== 'optional file');
  const shown = named(examples, (example) => example.parts);
  return {
    required: true,
    content: {
      'multipart/form-data': { schema: { type: 'object', required, properties }, examples: shown },
    },
  };
}
