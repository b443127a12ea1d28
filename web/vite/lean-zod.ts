import type { Plugin } from 'vite';

const CHANGES = [
  {
    what: 'its methods of formats were',
    file: '/zod/v4/classic/schemas.js',
    pattern: /(ZodString = [^{]*\{[^{]*?\}, )\{\n\s*email\([\s\S]*?\n\}\);/,
    by: '$1{});',
  },
  // It tries whether it may make code from text: the page's policy says no, and would report each try.
  {
    what: 'its trial of eval was',
    file: '/zod/v4/core/util.js',
    pattern: /(allowsEval = )[\s\S]*?\n\}\);/,
    by: '$1{ value: false };',
  },
] as const;

/**
 * What nothing here asks of zod, 7 kB of each first page: every schema can describe itself as JSON Schema, and every text
 * has a method for each format, of which the newer form (`z.uuid()`, not `z.string().uuid()`) is used.
 */
export const leanZod: Plugin = {
  name: 'lean-zod',
  apply: 'build',
  load(id) {
    if (id.endsWith('/zod/v4/core/json-schema-generator.js')) return 'export class JSONSchemaGenerator {}';
    if (id.endsWith('/zod/v4/core/json-schema-processors.js'))
      return 'export const toJSONSchema = undefined;';
    if (id.endsWith('/zod/v4/core/to-json-schema.js'))
      return 'export const createToJSONSchemaMethod = () => undefined, createStandardJSONSchemaMethod = createToJSONSchemaMethod;';
    // What a schema says of a value in English reaches nobody: people read our own words.
    if (id.endsWith('/zod/v4/locales/en.js')) return 'export default () => ({});';
    return null;
  },
  transform(code, id) {
    const change = CHANGES.find(({ file }) => id.endsWith(file));
    if (!change) return null;
    const lean = code.replace(change.pattern, change.by);
    if (lean === code) this.error(`zod is written differently now: ${change.what} not found`);
    return lean;
  },
};
