import type { Browser, Page } from '@playwright/test';
import { slowPage, type Kept, type Plant, type Role } from './browser.ts';
import { INTERACTIONS } from './interactions.ts';

export interface Slowest {
  page: string;
  /** The longest from a press, tap or key until what it changed was painted, milliseconds. */
  ms: number;
  doing: string;
}
interface Event extends PerformanceEntry {
  interactionId: number;
}

/** Set in the page: the browser hands out how long interactions took only while somebody listens. */
function listenToInteractions(): void {
  const seen = { longest: 0 };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Event[])
      if (entry.interactionId > 0) seen.longest = Math.max(seen.longest, entry.duration);
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
}

/**
 * The longest since the last time it was asked. A dot is painted first: a key that changed nothing to be seen (the focus on
 * what is off the screen) otherwise lasts until somebody paints something, however long that is.
 */
async function longest(page: Page): Promise<number> {
  await page.evaluate(() => {
    const dot = document.createElement('i');
    dot.style.cssText = 'position:fixed;inset:0 auto auto 0;width:1px;height:1px;background:#888;z-index:99';
    document.body.append(dot);
    requestAnimationFrame(() => setTimeout(() => dot.remove()));
  });
  await page.waitForTimeout(400);
  return page.evaluate(() => {
    const { seen } = window as unknown as { seen: { longest: number } };
    const { longest } = seen;
    seen.longest = 0;
    return longest;
  });
}

/** Does on every page what is mostly done there, each page opened anew, and tells the slowest of it. */
export async function interact(
  browser: Browser,
  plant: Plant,
  kept: Map<Role, Kept>,
  tell: (line: string) => void,
): Promise<Slowest[]> {
  const found: Slowest[] = [];
  for (const { path, as, phone, doing } of INTERACTIONS) {
    const size = phone ? { width: 390, height: 844 } : { width: 1280, height: 800 };
    const page = await slowPage(browser, plant, as ? kept.get(as) : undefined, listenToInteractions, size);
    page.setDefaultTimeout(20_000);
    const slowest: Slowest = { page: path, ms: 0, doing: 'nothing over 16 ms' };
    const times: string[] = [];
    try {
      await page.goto(path);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.waitForLoadState('networkidle').catch(() => undefined);
      await longest(page);
      for (const [name, act] of Object.entries(doing)) {
        const did = await act(page).then(
          () => true,
          () => false,
        );
        const ms = await longest(page);
        times.push(did ? `${name} ${ms}` : `${name} not done`);
        if (did && ms > slowest.ms) Object.assign(slowest, { ms, doing: name });
      }
    } finally {
      await page.context().close();
    }
    found.push(slowest);
    tell(`${path.padEnd(20)} ${String(slowest.ms).padStart(4)} ms  ${times.join(', ')}`);
  }
  return found;
}
