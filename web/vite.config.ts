import { join } from 'node:path';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { samplePlugin } from '../tools/demo-plant/sample-plugin.ts';
import { guidePlugin } from '../tools/guide/plugin.ts';

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
      localStorageKey: 'halle-locale',
    }),
    tailwindcss(),
    guidePlugin(),
    samplePlugin(),
    sveltekit({
      adapter: adapter({ fallback: 'index.html' }),
      compilerOptions: { runes: true },
    }),
  ],
  // A subpath import cannot point outside the package, and the contracts live beside it.
  resolve: {
    alias: { $shared: join(import.meta.dirname, '../shared'), $lib: join(import.meta.dirname, 'src/lib') },
  },
  build: { chunkSizeWarningLimit: 700 },
});
