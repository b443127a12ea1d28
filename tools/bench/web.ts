import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';
import { z } from 'zod';
import { findChromium } from '../test/chromium.ts';
import { firstPageSizes } from '../web-size.ts';

/**
 * How fast the web application's first pages are in Chromium with a processor four times slower: `npm run bench:web`.
 * First and largest contentful paint of a page that is opened anew by somebody signed in, with nothing in the browser's
 * cache; the slowest interaction until its paint; bytes of JavaScript as they came over the wire. Needs a running stack.
 * `--stack FILE` names its stack.json, `--turns N` how often each page is opened, `--json` prints one object as the last line.
 */
const { values } = parseArgs({
  options: {
    stack: { type: 'string', default: '.halle/stack.json' },
    turns: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const turns = z.coerce.number().int().min(1).max(100).parse(values.turns);
const stack = z
  .object({
    webUrl: z.url(),
    accounts: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
  })
  .parse(JSON.parse(readFileSync(values.stack, 'utf8')));

interface Measured {
  /** Milliseconds. */
  firstPaint: number;
  largestPaint: number;
  interaction: number;
  /** Bytes on the wire. */
  script: number;
}

/** Set in the page: the browser hands out what it saw of paints and interactions only while somebody listens. */
function listen() {
  const seen = { largest: 0, interaction: 0 };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) seen.largest = startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.interaction = Math.max(seen.interaction, duration);
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
}

/** Goes through the page as by keyboard and opens what hangs over it: what costs most of what a hand can do at once. */
async function touch(page: Page): Promise<void> {
  const bell = page.getByTestId('bell');
  if (await bell.isVisible()) {
    await bell.click();
    await page.getByTestId('notices').waitFor();
    await page.keyboard.press('Escape');
  }
  for (let i = 0; i < 5; i++) await page.keyboard.press('Tab');
  const field = page.locator('main input').first();
  if (await field.isVisible()) await field.pressSequentially('12345');
  await page.waitForTimeout(300);
}

async function measure(browser: Browser, path: string, role: string | null): Promise<Measured> {
  const context = await browser.newContext({
    baseURL: stack.webUrl,
    locale: 'en-US',
    serviceWorkers: 'block',
  });
  try {
    const page = await context.newPage();
    if (role !== null) {
      const account = stack.accounts.find((each) => each.role === role);
      if (!account) throw new Error(`the stack has no ${role}`);
      await page.goto('/login');
      await page.locator('#email').fill(account.email);
      await page.locator('#password').fill(account.password);
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.pathname !== '/login');
    }
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.clearBrowserCache');
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.addInitScript(listen);
    await page.goto(path);
    await page.waitForLoadState('networkidle').catch(() => undefined);
    const paints = await page.evaluate(() => ({
      firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      largestPaint: (window as unknown as { seen: { largest: number } }).seen.largest,
      script: (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    }));
    await touch(page);
    const interaction = await page.evaluate(
      () => (window as unknown as { seen: { interaction: number } }).seen.interaction,
    );
    return { ...paints, interaction };
  } finally {
    await context.close();
  }
}

const middle = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

const gate = firstPageSizes().some(({ route }) => route.endsWith('/gate')) ? '/gate' : '/predict';
const pages = [
  { path: '/login', role: null },
  { path: gate, role: 'operator' },
  { path: '/models', role: 'engineer' },
];
const browser = await chromium.launch({
  executablePath: findChromium(process.env).path,
  args: ['--no-sandbox', '--disable-gpu'],
});
const found: ({ path: string } & Measured)[] = [];
try {
  for (const { path, role } of pages) {
    const all: Measured[] = [];
    for (let turn = 0; turn < turns; turn++) all.push(await measure(browser, path, role));
    const of = (key: keyof Measured) => Math.round(middle(all.map((each) => each[key])));
    const measured = {
      firstPaint: of('firstPaint'),
      largestPaint: of('largestPaint'),
      interaction: of('interaction'),
      script: of('script'),
    };
    found.push({ path, ...measured });
    process.stdout.write(
      `${path.padEnd(10)} first paint ${measured.firstPaint} ms, largest ${measured.largestPaint} ms, ` +
        `slowest interaction ${measured.interaction} ms, JavaScript ${(measured.script / 1000).toFixed(1)} kB\n`,
    );
  }
} finally {
  await browser.close();
}
for (const { route, bytes } of firstPageSizes())
  process.stdout.write(`${route.padEnd(14)} ${(bytes / 1000).toFixed(1)} kB with gzip\n`);
if (values.json) process.stdout.write(`${JSON.stringify({ turns, pages: found })}\n`);
