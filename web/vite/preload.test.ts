import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { routesOf } from './built-routes.ts';
import { preloadScript } from './preload.ts';

const chunk = (name: string) => ({ name, file: `_app/immutable/chunks/${name}.js` });
const routes = [
  { route: '/', chunks: [chunk('base')] },
  { route: '/(app)/cars', chunks: [chunk('base'), chunk('list')] },
  { route: '/(app)/cars/[knr]', chunks: [chunk('base'), chunk('passport'), chunk('list')] },
];

/** What the script asks for at this address; the page asks for `base` by itself. */
function asked(pathname: string): string[] {
  const found: string[] = [];
  const script = preloadScript(routes, '<link href="/_app/immutable/chunks/base.js">');
  runInNewContext(script.replace(/<\/?script>/g, ''), {
    location: { pathname },
    document: {
      createElement: () => ({}),
      head: { append: ({ rel, href }: { rel: string; href: string }) => found.push(`${rel} ${href}`) },
    },
  });
  return found;
}

test('the files of the route that is opened are asked for, and of no other', () => {
  expect(asked('/cars')).toEqual(['modulepreload /_app/immutable/chunks/list.js']);
  expect(asked('/cars/2024-1027756')).toEqual([
    'modulepreload /_app/immutable/chunks/passport.js',
    'modulepreload /_app/immutable/chunks/list.js',
  ]);
  expect(asked('/')).toEqual([]);
  expect(asked('/nowhere')).toEqual([]);
});

test('every route is found in the application, with what stands around it', () =>
  expect(routesOf('\t\t"/": [3],\n\t\t"/(app)/cars/[knr]": [8,[2]],\n')).toEqual([
    { route: '/', nodes: [0, 1, 3] },
    { route: '/(app)/cars/[knr]', nodes: [0, 1, 8, 2] },
  ]));
