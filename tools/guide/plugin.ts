import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import { pictureSize } from './picture-size.ts';
import { renderGuide } from './render.ts';

const GUIDE = /\/docs\/guide\/[^/]+\/[^/]+\.md$/;

/**
 * Makes a module of each guide: its sections as HTML, written here and not in the browser, and its pictures as files of the
 * build. A picture that is missing stops the build.
 */
export function guidePlugin(): Plugin {
  return {
    name: 'halle-guide',
    enforce: 'pre',
    transform: {
      filter: { id: GUIDE },
      handler(text, id) {
        const paths: string[] = [];
        const slot = (at: number) => `\u0000${at}\u0000`;
        const { title, lead, sections } = renderGuide(text, ({ href }) => {
          const path = join(dirname(id), href);
          paths.push(path);
          return { src: slot(paths.length - 1), ...pictureSize(path) };
        });
        const imports = paths.map(
          (path, at) => `import p${at} from ${JSON.stringify(`${path}?url&no-inline`)};`,
        );
        const json = JSON.stringify({ title, lead, sections }).replace(/\\u0000(\d+)\\u0000/g, '" + p$1 + "');
        return { code: `${imports.join('\n')}\nexport default ${json};`, map: null };
      },
    },
  };
}
