import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { z } from 'zod';
import { findChromium } from '../../test/chromium.ts';
import { firstPageSizes } from '../../web-size.ts';
import { readPlant, signInAll, slowPage, type Role } from './browser.ts';
import { interact, type Slowest } from './interact.ts';
import { listenToPaints, middleOf, paintOf, type Paint } from './paint.ts';

/**
 * How fast the web application is in Chromium with a processor four times slower: `npm run bench:web`. First and largest
 * contentful paint of the pages where somebody arrives, with nothing in the browser's cache ("cold") and opened again
 * ("warm"); the slowest interaction of every page until its paint; bytes of JavaScript. Needs a running stack with the demo
 * plant. `--stack FILE` names its stack.json, `--turns N` how often each page is opened, `--only paint` or `--only interact`
 * does half of it, `--json` prints one object as the last line.
 */
const { values } = parseArgs({
  options: {
    stack: { type: 'string', default: '.halle/stack.json' },
    turns: { type: 'string', default: '5' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const turns = z.coerce.number().int().min(1).max(100).parse(values.turns);
const plant = readPlant(values.stack);

/** `content`: what somebody came for, once it is there. */
const FIRST_PAGES: { path: string; role: Role | null; content: string }[] = [
  { path: '/login', role: null, content: '#email' },
  { path: '/gate', role: 'operator', content: '[data-testid="expected"] li' },
  { path: '/models', role: 'engineer', content: '[data-testid="models"] tbody tr' },
];
const say = (line: string) => process.stdout.write(`${line}\n`);
const load = () => loadavg()[0]?.toFixed(1);
const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

const browser = await chromium.launch({
  executablePath: findChromium(process.env).path,
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const kept = await signInAll(browser, plant);
  const paints: ({ path: string; cache: string } & Paint)[] = [];
  if (values.only !== 'interact') {
    say(`Paints, the middle of ${turns}; load average ${load()}`);
    for (const { path, role, content } of FIRST_PAGES) {
      const cold: Paint[] = [];
      const warm: Paint[] = [];
      for (let turn = 0; turn < turns; turn++) {
        const page = await slowPage(browser, plant, role ? kept.get(role) : undefined, listenToPaints);
        cold.push(await paintOf(page, path, content));
        warm.push(await paintOf(page, path, content));
        await page.context().close();
      }
      for (const [cache, all] of Object.entries({ cold, warm })) {
        const paint = middleOf(all);
        paints.push({ path, cache, ...paint });
        say(
          `${path.padEnd(8)} ${cache}  first ${paint.first} ms, largest ${paint.largest} ms, content ${paint.content} ms, ` +
            `JavaScript ${kB(paint.script)}, largest is ${paint.element}`,
        );
      }
    }
  }
  let interactions: Slowest[] = [];
  if (values.only !== 'paint') {
    say(`\nThe slowest interaction of each page until its paint; load average ${load()}`);
    interactions = await interact(browser, plant, kept, say);
  }
  const sizes = firstPageSizes().map(({ route, bytes }) => ({ route, bytes }));
  say('\nJavaScript of each page opened first, with gzip');
  for (const { route, bytes } of sizes.toSorted((a, b) => b.bytes - a.bytes))
    say(`${route.padEnd(24)} ${kB(bytes)}`);
  say(`\nload average ${load()}`);
  if (values.json) say(JSON.stringify({ turns, paints, interactions, sizes }));
} finally {
  await browser.close();
}
