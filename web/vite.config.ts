import { join } from 'node:path';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { samplePlugin } from '../tools/demo-plant/sample-plugin.ts';
import { guidePlugin } from '../tools/guide/plugin.ts';
import { openapiPlugin } from '../tools/openapi/plugin.ts';
import { aroundPages } from './vite/around-pages.ts';
import { leanZod } from './vite/lean-zod.ts';
import { staticWithPreload } from './vite/preload.ts';

const around = aroundPages();

export default defineConfig({
  plugins: [
    leanZod,
    around.plugin,
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
      localStorageKey: 'halle-locale',
    }),
    tailwindcss(),
    guidePlugin(),
    samplePlugin(),
    openapiPlugin(),
    sveltekit({
      adapter: staticWithPreload(),
      compilerOptions: { runes: true },
      // Registered by +layout.svelte, when the first page has come to rest.
      serviceWorker: { register: false },
    }),
  ],
  // A subpath import cannot point outside the package, and the contracts live beside it.
  resolve: {
    alias: { $shared: join(import.meta.dirname, '../shared'), $lib: join(import.meta.dirname, 'src/lib') },
  },
  build: { chunkSizeWarningLimit: 700 },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: { codeSplitting: { groups: [{ name: (id) => (around.has(id) ? 'base' : null) }] } },
        },
      },
    },
  },
});
