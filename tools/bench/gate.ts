import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import postgres from 'postgres';
import { z } from 'zod';
import { findChromium } from '../test/chromium.ts';
import { percentile } from './ask-gate.ts';

/**
 * From Enter at the gate to the decision on the screen, in Chromium on loopback: `npm run bench:gate`. Needs a running stack
 * with the web application, a model in use and cars. Cars that were not asked ahead wait for the server; expected ones are
 * known. `--stack FILE` names its stack.json, `--cars N` how many are typed, `--json` prints one object as the last line.
 */
const { values } = parseArgs({
  options: {
    stack: { type: 'string', default: '.halle/stack.json' },
    cars: { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
  },
});
const most = z.coerce.number().int().min(5).max(1000).parse(values.cars);
const stack = z
  .object({
    webUrl: z.url(),
    dbUrl: z.string(),
    accounts: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
  })
  .parse(JSON.parse(readFileSync(values.stack, 'utf8')));
const operator = stack.accounts.find((each) => each.role === 'operator');
if (!operator) throw new Error('the stack has no operator account');

const sql = postgres(stack.dbUrl, { max: 1, onnotice: () => undefined });
const cars =
  await sql`select knr from public.car_features where as_of is not null order by knr desc limit ${most + 5}`;
await sql.end();
if (cars.length < most + 5) throw new Error('the stack has too few cars: load data first');

const root = process.getuid?.() === 0;
const browser = await chromium.launch({
  executablePath: findChromium(process.env).path,
  args: root ? ['--no-sandbox'] : [],
});
const page = await browser.newPage({ viewport: { width: 1180, height: 820 } });
await page.goto(`${stack.webUrl}/gate`);
await page.locator('input[type=email]').fill(operator.email);
await page.locator('input[type=password]').fill(operator.password);
await page.keyboard.press('Enter');
await page.locator('#knr').waitFor();

/** Milliseconds in the page's own clock, from the key to the first picture with this car's decision. */
async function type(knr: string): Promise<number> {
  await page.evaluate((wanted) => {
    const told = window as { answered?: Promise<number> };
    told.answered = new Promise((done) => {
      addEventListener(
        'keydown',
        function enter({ key, timeStamp }) {
          if (key !== 'Enter') return;
          removeEventListener('keydown', enter, true);
          const look = () =>
            document.querySelector('[data-testid=decision]')?.textContent?.includes(wanted)
              ? requestAnimationFrame((now) => done(Math.max(now, performance.now()) - timeStamp))
              : requestAnimationFrame(look);
          look();
        },
        true,
      );
    });
  }, knr);
  await page.locator('#knr').fill(knr);
  await page.keyboard.press('Enter');
  return page.evaluate(() => (window as { answered?: Promise<number> }).answered!);
}

async function measure(name: string, knrs: string[]) {
  const times: number[] = [];
  for (const knr of knrs) times.push(await type(knr));
  const told = { cars: times.length, p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
  console.log(`${name}, ${told.cars} cars: p50 ${told.p50.toFixed(0)} ms, p95 ${told.p95.toFixed(0)} ms`);
  return told;
}

const numbers = cars.map((row) => String(row['knr']));
for (const knr of numbers.slice(0, 5)) await type(knr);
const asked = await measure('asked at the gate', numbers.slice(5));
// Those that are answered already.
const expected = page.getByTestId('expected').getByRole('button');
await page.waitForTimeout(12_000);
const known = (await expected.allTextContents()).flatMap((text) => text.match(/\d{4}-\d{7}/)?.[0] ?? []);
const ahead = known.length > 0 ? await measure('answered ahead', known) : null;
const load = loadavg()[0]!;
console.log(`load of the machine at the end: ${load.toFixed(1)}`);
await browser.close();
if (values.json) console.log(JSON.stringify({ asked, ahead, load }));
