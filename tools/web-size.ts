import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './test/commands.ts';

/** What the JavaScript of a page that is opened first may weigh, compressed with gzip. */
export const BUDGET = 120_000;
/** A class that only the chart library writes. */
const CHARTS = /[`'"]lc-line[`'"]/;

interface Chunk {
  file: string;
  name?: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
}
export interface PageSize {
  route: string;
  bytes: number;
  /** The heaviest first. */
  chunks: { name: string; bytes: number }[];
  /** It brings the chart library, before any chart is seen. */
  charts: boolean;
}

const web = join(root, 'web');
const generated = '.svelte-kit/generated/build/client-optimized';

/** Every route with the numbers of the parts that it is made of, layouts and all. */
export function routesOf(app: string): { route: string; nodes: number[] }[] {
  return [...app.matchAll(/^\s*"(\/[^"]*)":(.*)$/gm)].map(([, route = '', parts = '']) => ({
    route,
    nodes: [0, ...[...parts.matchAll(/\d+/g)].map(Number)],
  }));
}

/**
 * What each page loads, opened first, before it can be used: its parts, the application's start, and all that they import. Reads
 * what the last build wrote.
 */
export function firstPageSizes(): PageSize[] {
  const client = join(web, '.svelte-kit/output/client');
  const manifest = JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >;
  const app = readFileSync(join(web, generated, 'app.js'), 'utf8');
  const weighed = new Map<string, { bytes: number; charts: boolean }>();
  const weigh = (file: string) => {
    const known = weighed.get(file);
    if (known) return known;
    const text = readFileSync(join(client, file));
    const weight = { bytes: gzipSync(text).length, charts: CHARTS.test(text.toString()) };
    weighed.set(file, weight);
    return weight;
  };
  return routesOf(app).map(({ route, nodes }) => {
    const wanted = new Set<Chunk>();
    const take = (key: string) => {
      const chunk = manifest[key];
      if (!chunk) throw new Error(`The build's manifest does not know ${key}.`);
      if (wanted.has(chunk)) return;
      wanted.add(chunk);
      chunk.imports?.forEach(take);
    };
    for (const [key, { isEntry, file, dynamicImports }] of Object.entries(manifest)) {
      if (!isEntry || !/entry\/(start|app)\./.test(file)) continue;
      take(key);
      // The start fetches SvelteKit's own part by itself; what the application fetches by itself are the routes.
      if (/entry\/start\./.test(file)) dynamicImports?.forEach(take);
    }
    for (const node of nodes) take(`${generated}/nodes/${node}.js`);
    const chunks = [...wanted]
      .map(({ file, name }) => ({ name: name ?? file, ...weigh(file) }))
      .sort((a, b) => b.bytes - a.bytes);
    return {
      route,
      bytes: chunks.reduce((sum, { bytes }) => sum + bytes, 0),
      chunks,
      charts: chunks.some(({ charts }) => charts),
    };
  });
}

const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

/** What is wrong with what the pages of the built application load; an empty text is good. */
export function overBudget(pages: PageSize[], budget = BUDGET): string {
  return pages
    .flatMap(({ route, bytes, chunks, charts }) => {
      const heaviest = chunks.slice(0, 8).map((chunk) => `    ${kB(chunk.bytes).padStart(8)}  ${chunk.name}`);
      return [
        ...(charts ? [`${route} loads the chart library before a chart is seen.`] : []),
        ...(bytes > budget
          ? [
              `${route} loads ${kB(bytes)} of JavaScript, more than ${kB(budget)}. The heaviest:\n${heaviest.join('\n')}`,
            ]
          : []),
      ];
    })
    .join('\n');
}
