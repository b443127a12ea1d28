import { join } from 'node:path';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';

/** Every schema of zod can describe itself as JSON Schema, which nothing here asks for: 5 kB of each first page. */
const withoutJsonSchema: Plugin = {
  name: 'zod-without-json-schema',
  apply: 'build',
  load(id) {
    if (id.endsWith('/zod/v4/core/json-schema-generator.js')) return 'export class JSONSchemaGenerator {}';
    if (id.endsWith('/zod/v4/core/json-schema-processors.js'))
      return 'export const toJSONSchema = undefined;';
    if (id.endsWith('/zod/v4/core/to-json-schema.js'))
      return 'export const createToJSONSchemaMethod = () => undefined, createStandardJSONSchemaMethod = createToJSONSchemaMethod;';
    return null;
  },
};

export default defineConfig({
  plugins: [
    withoutJsonSchema,
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
      localStorageKey: 'halle-locale',
    }),
    tailwindcss(),
    sveltekit({
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      compilerOptions: { runes: true },
    }),
  ],
  // A subpath import cannot point outside the package, and the contracts live beside it.
  resolve: {
    alias: { $shared: join(import.meta.dirname, '../shared'), $lib: join(import.meta.dirname, 'src/lib') },
  },
  build: { chunkSizeWarningLimit: 700 },
});
