import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Chunk {
  file: string;
  name?: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
}
export interface BuiltRoute {
  route: string;
  /** What the route loads before it can be used, with names for people. */
  chunks: { file: string; name: string }[];
}

const GENERATED = '.svelte-kit/generated/build/client-optimized';
/** The outermost layout, and the page of errors, which SvelteKit fetches beside every page. */
const ALWAYS = [0, 1];

/** Every route with the numbers of the parts that it is made of, layouts and all. */
export function routesOf(app: string): { route: string; nodes: number[] }[] {
  return [...app.matchAll(/^\s*"(\/[^"]*)":(.*)$/gm)].map(([, route = '', parts = '']) => ({
    route,
    nodes: [...ALWAYS, ...[...parts.matchAll(/\d+/g)].map(Number)],
  }));
}

/**
 * What each route of the last build loads, opened first: its parts, the application's start, and all that they import.
 * `web` is the folder of the web application.
 */
export function builtRoutes(web: string): BuiltRoute[] {
  const client = join(web, '.svelte-kit/output/client');
  const manifest = JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >;
  return routesOf(readFileSync(join(web, GENERATED, 'app.js'), 'utf8')).map(({ route, nodes }) => {
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
    for (const node of nodes) take(`${GENERATED}/nodes/${node}.js`);
    return { route, chunks: [...wanted].map(({ file, name }) => ({ file, name: name ?? file })) };
  });
}
