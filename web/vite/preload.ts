import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import adapter from '@sveltejs/adapter-static';
import type { Adapter } from '@sveltejs/kit';
import { builtRoutes, type BuiltRoute } from './built-routes.ts';

const BUILD = 'build';
const PAGE = 'index.html';
const PLACE = '<!-- preload -->';

/** A route's addresses as a regular expression: `(app)` is no part of one, `[id]` is whatever stands there. */
const pattern = (route: string) =>
  `^${route.replace(/\/\(\w+\)/g, '').replace(/\[\w+\]/g, '[^/]+') || '/'}/?$`.replace('^//?$', '^/$');

/**
 * A script that asks for the files of the route that is opened, while the application's start is still on its way: else
 * they would be asked for only when that has run. Each file is named once, routes name them by number.
 */
export function preloadScript(routes: BuiltRoute[], page: string): string {
  const files: string[] = [];
  const number = (file: string) => {
    const known = files.indexOf(file);
    return known >= 0 ? known : files.push(file) - 1;
  };
  const wanted = routes.map(({ route, chunks }) => [
    pattern(route),
    chunks.filter(({ file }) => !page.includes(file)).map(({ file }) => number(file)),
  ]);
  const names = files.map((file) => file.replace(/^_app\/immutable\//, '').replace(/\.js$/, ''));
  return `<script>{const f=${JSON.stringify(names.join(' '))}.split(' ');for(const[p,n]of ${JSON.stringify(wanted)})if(new RegExp(p).test(location.pathname))for(const i of n)document.head.append(Object.assign(document.createElement('link'),{rel:'modulepreload',href:'/_app/immutable/'+f[i]+'.js'}))}</script>`;
}

/** The static adapter, whose page fetches a route's files at once. */
export function staticWithPreload(): Adapter {
  const inner = adapter({ fallback: PAGE });
  return {
    ...inner,
    name: 'static-with-preload',
    async adapt(builder) {
      await inner.adapt(builder);
      const file = join(BUILD, PAGE);
      const page = readFileSync(file, 'utf8');
      if (!page.includes(PLACE)) throw new Error(`${PAGE} has no ${PLACE}`);
      const script = preloadScript(builtRoutes('.'), page);
      writeFileSync(
        file,
        page.replace(PLACE, () => script),
      );
      await builder.compress(BUILD);
    },
  };
}
