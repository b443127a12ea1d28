import type { Hono } from 'hono';
import { z } from 'zod';
import type { Scope } from '../../../shared/contracts/api-keys.ts';
import { ERRORS, errorBodySchema, type ErrorCode } from '../../../shared/errors.ts';
import type { FunctionTypes } from './app.ts';

export interface Operation {
  method: 'get' | 'post' | 'delete';
  path: string;
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
}

/** As the router calls it: `GET /getModel/:id`. */
export const routeOf = ({ method, path }: Pick<Operation, 'method' | 'path'>): string =>
  `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;

const VERSION = '0.1.0';

/** Whatever is asked for. */
const EVERYWHERE = [
  'not_signed_in',
  'token_expired',
  'key_unknown',
  'key_revoked',
  'key_expired',
  'person_required',
  'scope_missing',
  'rate_limited',
  'internal',
] as const satisfies readonly ErrorCode[];

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};
const json = (schema: object) => ({ content: { 'application/json': { schema } } });

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
  const errors = [...new Set<ErrorCode>([...operation.errors, ...EVERYWHERE])];
  const byStatus = Map.groupBy(errors, (code) => ERRORS[code].status);
  const refusals = [...byStatus].map(([status, codes]) => [
    status,
    { description: codes.join(', '), ...json({ $ref: '#/components/schemas/Error' }) },
  ]);
  const answers = Object.entries(operation.answers).map(([status, schema]) => [
    status,
    { description: 'Done', ...(schema ? json(jsonSchema(schema, 'output')) : {}) },
  ]);
  return {
    summary: operation.summary,
    ...(operation.scope ? { security: [{ bearer: [] }, { key: [operation.scope] }] } : {}),
    ...(operation.parameters ? { parameters: Object.entries(operation.parameters).map(parameter) } : {}),
    ...(operation.body ? { requestBody: json(jsonSchema(operation.body, 'input')) } : {}),
    ...(operation.parts ? { requestBody: multipart(operation.parts) } : {}),
    responses: Object.fromEntries([...answers, ...refusals]),
  };
}

function parameter([name, { in: place, schema, description }]: [
  string,
  NonNullable<Operation['parameters']>[string],
]): object {
  return {
    name,
    in: place,
    required: place !== 'query',
    ...(description ? { description } : {}),
    schema: jsonSchema(schema, 'input'),
  };
}

function multipart(parts: NonNullable<Operation['parts']>): object {
  const properties = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [
      name,
      typeof part === 'string' ? { type: 'string', format: 'binary' } : jsonSchema(part, 'input'),
    ]),
  );
  const required = Object.keys(parts).filter((name) => parts[name] !== 'optional file');
  return {
    content: { 'multipart/form-data': { schema: { type: 'object', required, properties } } },
  };
}
