import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { builtRoutes } from '../web/vite/built-routes.ts';
import { root } from './test/commands.ts';

/** What the JavaScript of a page that is opened first may weigh, compressed with gzip. */
export const BUDGET = 120_000;
/** A class that only the chart library writes. */
const CHARTS = /[`'"]lc-line[`'"]/;

export interface PageSize {
  route: string;
  bytes: number;
  /** The heaviest first. */
  chunks: { name: string; bytes: number }[];
  /** It brings the chart library, before any chart is seen. */
  charts: boolean;
}

const web = join(root, 'web');

/** What each page loads, opened first, before it can be used. Reads what the last build wrote. */
export function firstPageSizes(): PageSize[] {
  const weighed = new Map<string, { bytes: number; charts: boolean }>();
  const weigh = (file: string) => {
    const known = weighed.get(file);
    if (known) return known;
    const text = readFileSync(join(web, '.svelte-kit/output/client', file));
    const weight = { bytes: gzipSync(text).length, charts: CHARTS.test(text.toString()) };
    weighed.set(file, weight);
    return weight;
  };
  return builtRoutes(web).map(({ route, chunks: parts }) => {
    const chunks = parts
      .map(({ file, name }) => ({ name, ...weigh(file) }))
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
