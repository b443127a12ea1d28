import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ApiDocument, Schema } from './document.ts';

/** Holds values to the schemas of the document. Formats are descriptions: zod writes their pattern beside them. */
export function validator(document: ApiDocument): (schema: Schema, value: unknown) => string {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema({ $id: 'api', components: document.components });
  const seen = new Map<Schema, ReturnType<typeof ajv.compile>>();
  return function wrong(schema, value) {
    let check = seen.get(schema);
    if (!check) {
      const text = JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/');
      seen.set(schema, (check = ajv.compile(JSON.parse(text))));
    }
    return check(value) ? '' : ajv.errorsText(check.errors);
  };
}
