import type { Plugin } from 'vite';

/** The parts around every page. */
const AROUND = /\/src\/routes\/(\(app\)\/)?\+layout\.(svelte|ts)$/;
/** Each text is a file, and each page needs others; SvelteKit looks for its two entries by themselves. These stay. */
const APART = /\/paraglide\/messages|\/runtime\/client\/(client-)?entry\.js$/;

/**
 * What the parts around every page import is needed by whatever page is opened. As one file it is fetched at once and
 * weighs less than in a hundred pieces, which is how the bundler would cut it.
 */
export function aroundPages(): { plugin: Plugin; has: (id: string) => boolean } {
  const found = new Set<string>();
  return {
    has: (id) => found.has(id),
    plugin: {
      name: 'around-pages',
      apply: 'build',
      applyToEnvironment: ({ name }) => name === 'client',
      buildEnd() {
        found.clear();
        const open = [...this.getModuleIds()].filter((id) => AROUND.test(id));
        for (let id = open.pop(); id !== undefined; id = open.pop()) {
          if (found.has(id) || APART.test(id)) continue;
          found.add(id);
          open.push(...(this.getModuleInfo(id)?.importedIds ?? []));
        }
      },
    },
  };
}
