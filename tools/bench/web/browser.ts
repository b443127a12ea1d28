import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { z } from 'zod';

/** How much slower than this machine the measured browser computes. */
const SLOWER = 4;
export type Role = 'operator' | 'engineer' | 'admin';
export interface Plant {
  webUrl: string;
  accounts: { email: string; password: string; role: string }[];
}

export const readPlant = (file: string): Plant =>
  z
    .object({
      webUrl: z.url(),
      accounts: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
    })
    .parse(JSON.parse(readFileSync(file, 'utf8')));

export type Kept = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Signs each role in once; what a browser keeps of it lets every later one start signed in, with an empty cache. */
export async function signInAll(browser: Browser, plant: Plant): Promise<Map<Role, Kept>> {
  const kept = new Map<Role, Kept>();
  for (const role of ['operator', 'engineer', 'admin'] as const) {
    const account = plant.accounts.find((each) => each.role === role);
    if (!account) throw new Error(`the stack has no ${role}`);
    const context = await browser.newContext({ baseURL: plant.webUrl, locale: 'en-US' });
    const page = await context.newPage();
    await page.goto('/login');
    await page.locator('#email').fill(account.email);
    await page.locator('#password').fill(account.password);
    await page.keyboard.press('Enter');
    await page.getByTestId('whoami').waitFor();
    kept.set(role, await context.storageState());
    await context.close();
  }
  return kept;
}

/** A page in a browser of its own whose processor is slow. */
export async function slowPage(
  browser: Browser,
  plant: Plant,
  kept: Kept | undefined,
  listen: () => void,
  size = { width: 1280, height: 800 },
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: plant.webUrl,
    locale: 'en-US',
    viewport: size,
    ...(kept ? { storageState: kept } : {}),
  });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.addInitScript(listen);
  return page;
}

export const median = (numbers: number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
