import { z } from 'zod';
import { fromFunction } from './failure.ts';

const examples = z.record(z.string(), z.object({ value: z.unknown() })).default({});
const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string(),
  'x-sunset': z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean(),
        description: z.string().optional(),
        examples,
      }),
    )
    .default([]),
  requestBody: z
    .object({
      content: z.record(
        z.string(),
        z.object({ schema: z.looseObject({ required: z.array(z.string()).optional() }), examples }),
      ),
    })
    .optional(),
});
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

const FORM = 'multipart/form-data';

/** A call of the document, as the page needs it. */
export type ApiCall = ReturnType<typeof callsOf>[number];

function callsOf({ paths }: z.infer<typeof documentSchema>) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const body = operation.requestBody?.content['application/json'];
      const form = operation.requestBody?.content[FORM];
      const named = [
        ...Object.keys(body?.examples ?? form?.examples ?? {}),
        ...operation.parameters.flatMap((each) => Object.keys(each.examples)),
      ];
      return {
        id: operation.operationId,
        summary: operation.summary,
        sunset: operation['x-sunset'] ?? null,
        method: method.toUpperCase(),
        path,
        scope: operation.security.find(({ key }) => key)?.['key']?.[0] ?? null,
        parameters: operation.parameters,
        bodies: body?.examples ?? null,
        /** Of a multipart body: the example of its text, and its files. */
        form: form && {
          examples: form.examples,
          files: ['file', 'trees'].map((name) => ({
            name,
            required: form.schema.required?.includes(name) ?? false,
          })),
        },
        examples: [...new Set(named)],
      };
    }),
  );
}

/** The calls that the document of this release describes. @throws Failure */
export async function loadApi(): Promise<ApiCall[]> {
  const answer = await fetch('/openapi.json');
  if (!answer.ok) throw fromFunction(null, answer.status);
  return callsOf(documentSchema.parse(await answer.json()));
}
