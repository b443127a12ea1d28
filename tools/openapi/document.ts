/** A JSON Schema, as far as anybody here looks into one. */
export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  additionalProperties?: boolean | Schema;
  $ref?: string;
  [other: string]: unknown;
}

export interface Content {
  schema: Schema;
  examples?: Record<string, { value: unknown }>;
}

export interface ApiParameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Schema;
  examples?: Record<string, { value: string | number }>;
}

export interface ApiResponse {
  description: string;
  content?: Record<string, Content>;
  'x-codes'?: string[];
}

export interface ApiOperation {
  operationId: string;
  summary: string;
  deprecated?: boolean;
  'x-sunset'?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: ApiParameter[];
  requestBody?: { required: boolean; content: Record<string, Content> };
  responses: Record<string, ApiResponse>;
}

/** OpenAPI 3.1, as `supabase/functions/_shared/openapi.ts` writes it. */
export interface ApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  tags?: { name: string; description: string }[];
  paths: Record<string, Record<string, ApiOperation>>;
  components: { schemas: Record<string, Schema> };
}

/** Every operation with its method and path. */
export function operationsOf(
  document: ApiDocument,
): { method: string; path: string; operation: ApiOperation }[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
}
