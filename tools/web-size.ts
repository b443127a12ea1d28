import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './test/commands.ts';

/** What the JavaScript of a page that is opened first may weigh, compressed with gzip. */
export const BUDGET = 120_000;
interface Chunk {
  file: string;
  name?: string;
  isEntry?: boolean;
  imports?: string[];
}
export interface PageSize {
  route: string;
  bytes: number;
  /** The heaviest first. */
  chunks: { name: string; bytes: number }[];
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
  const weights = new Map<string, number>();
  const weigh = (file: string) => {
    const bytes = weights.get(file) ?? gzipSync(readFileSync(join(client, file))).length;
    weights.set(file, bytes);
    return bytes;
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
    for (const [key, { isEntry, file }] of Object.entries(manifest)) {
      if (isEntry && /entry\/(start|app)\./.test(file)) take(key);
    }
    for (const node of nodes) take(`${generated}/nodes/${node}.js`);
    const chunks = [...wanted]
      .map(({ file, name }) => ({ name: name ?? file, bytes: weigh(file) }))
      .sort((a, b) => b.bytes - a.bytes);
    return { route, bytes: chunks.reduce((sum, { bytes }) => sum + bytes, 0), chunks };
  });
}

const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

/** What is wrong with the size of the built application; an empty text is good. */
export function overBudget(pages: PageSize[], budget = BUDGET): string {
  return pages
    .filter(({ bytes }) => bytes > budget)
    .map(({ route, bytes, chunks }) => {
      const heaviest = chunks.slice(0, 8).map((chunk) => `    ${kB(chunk.bytes).padStart(8)}  ${chunk.name}`);
      return `${route} loads ${kB(bytes)} of JavaScript, more than ${kB(budget)}. The heaviest:\n${heaviest.join('\n')}`;
    })
    .join('\n');
}
