import { immutable } from '$app/manifest';
import { self } from '$app/service-worker';

/**
 * Keeps the application itself, so that the gate opens without a connection. The plant's data never passes here: only the
 * page, its hashed files and its settings do.
 */
const CACHE = 'halle-application';
const SHELL = '/';
const SETTINGS = '/config.json';
// The reader of bar codes is large, and fetched where a camera is used; the guide's pictures are fetched where they are seen.
const FILES = immutable.map(({ path }) => path).filter((path) => !/\.(wasm|webp)$/.test(path));

self.addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
    await cache.addAll([SHELL, SETTINGS, ...FILES.filter((path) => !kept.has(path))]);
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener('activate', (event) => {
  const tidy = async () => {
    const cache = await caches.open(CACHE);
    const current = new Set([SHELL, SETTINGS, ...FILES]);
    const old = (await cache.keys()).filter(({ url }) => !current.has(new URL(url).pathname));
    await Promise.all(old.map((request) => cache.delete(request)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

/** The newest from the network, what was kept where there is none. */
async function freshOrKept(request: Request, key: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(key, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw error;
  }
}

async function keptOrFetched(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  // Every address of the application is the same page.
  if (request.mode === 'navigate') event.respondWith(freshOrKept(request, SHELL));
  else if (pathname === SETTINGS) event.respondWith(freshOrKept(request, SETTINGS));
  else if (FILES.includes(pathname)) event.respondWith(keptOrFetched(request));
});
