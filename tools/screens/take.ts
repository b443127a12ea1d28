import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import type { StackFile } from '../stack/boot.ts';
import type { PagesPlant } from '../test/browser/pages-plant.ts';
import { settled, type Role } from '../test/browser/support.ts';
import { findChromium } from '../test/chromium.ts';
import { fileOf, LOOKS, SIZES, type Language, type Picture, type Size } from './pictures.ts';

/** Enough to read small text by, a third of the same picture as PNG. */
const QUALITY = 72;

/** Each role's session, as the application keeps it; got by signing in once. */
async function sessions(browser: Browser, stack: StackFile): Promise<Map<Role, string>> {
  const found = new Map<Role, string>();
  for (const { email, password, role } of stack.accounts) {
    const context = await browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(`${stack.webUrl}/login`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByTestId('whoami').waitFor({ state: 'attached' });
    found.set(role, await page.evaluate(() => localStorage.getItem('halle-session') ?? ''));
    await context.close();
  }
  return found;
}

async function capture(page: Page, path: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await session.detach();
  const bytes = Buffer.from(data, 'base64');
  writeFileSync(path, bytes);
  return bytes.length;
}

async function takeOne(
  context: BrowserContext,
  { stack, plant, out }: { stack: StackFile; plant: PagesPlant; out: string },
  picture: Picture,
  size: Size,
  language: Language,
): Promise<number> {
  const page = await context.newPage();
  try {
    await page.setViewportSize(SIZES[size]);
    await page.goto(`${stack.webUrl}${picture.path(plant)}`);
    await page.locator('h1').first().waitFor();
    await picture.act?.(page, plant);
    await settled(page);
    await page.evaluate(() => scrollTo(0, 0));
    // Charts that have just come draw their axes a moment later.
    await page.waitForTimeout(400);
    return await capture(page, join(out, fileOf(picture.name, size, language)));
  } finally {
    await page.close();
  }
}

/** Takes the pictures in every size and language; resolves with their bytes. What fails is said and the rest goes on. */
export async function takePictures(
  to: { stack: StackFile; plant: PagesPlant; out: string },
  list: Picture[],
  say: (text: string) => void,
): Promise<{ bytes: number; failed: string[] }> {
  const browser = await chromium.launch({
    executablePath: findChromium(process.env).path,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
  });
  let bytes = 0;
  const failed: string[] = [];
  try {
    const known = await sessions(browser, to.stack);
    for (const language of Object.keys(LOOKS) as Language[]) {
      for (const role of new Set(list.map(({ as }) => as))) {
        const context = await browser.newContext({
          locale: language === 'en' ? 'en-US' : language,
          timezoneId: 'America/Sao_Paulo',
          reducedMotion: 'reduce',
          serviceWorkers: 'block',
        });
        const kept = {
          'halle-locale': language,
          'halle-theme': LOOKS[language],
          ...(role ? { 'halle-session': known.get(role) ?? '' } : {}),
        };
        await context.addInitScript((entries) => {
          for (const [key, value] of Object.entries(entries)) localStorage.setItem(key, value);
        }, kept);
        for (const picture of list.filter(({ as }) => as === role)) {
          for (const size of Object.keys(SIZES) as Size[]) {
            const name = fileOf(picture.name, size, language);
            try {
              const taken = await takeOne(context, to, picture, size, language);
              bytes += taken;
              say(`${name}  ${(taken / 1000).toFixed(0)} kB`);
            } catch (error) {
              failed.push(name);
              say(
                `${name}  failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
              );
            }
          }
        }
        await context.close();
      }
    }
  } finally {
    await browser.close();
  }
  return { bytes, failed };
}
