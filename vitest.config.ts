import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', 'web/build/**', 'web/.svelte-kit/**', 'tools/test/browser/**'];
const alias = {
  $shared: join(import.meta.dirname, 'shared'),
  $lib: join(import.meta.dirname, 'web/src/lib'),
};

/**
 * Two kinds: `unit` needs nothing but Node; `stack` (`*.stack.test.ts`) needs the running embedded stack that
 * `npm test` boots, whose addresses and keys are in the file named by HALLE_STACK. Stack tests share one database
 * and run one file after the other.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...ignored, '**/*.stack.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'stack',
          include: ['**/*.stack.test.ts'],
          exclude: ignored,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
