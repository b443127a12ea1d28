import type { Page } from '@playwright/test';
import { median } from './browser.ts';

export interface Paint {
  /** First and largest contentful paint, milliseconds. */
  first: number;
  largest: number;
  /** When what somebody came for stood in the page. */
  content: number;
  /** What was painted largest. */
  element: string;
  /** Bytes of JavaScript on the wire. */
  script: number;
}
interface Seen {
  largest: number;
  element: string;
}

/** Set in the page: the browser hands out what it saw of paints only while somebody listens. */
export function listenToPaints(): void {
  const seen: Seen = { largest: NaN, element: '' };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { element } = entry as PerformanceEntry & { element: Element | null };
      const text = element?.textContent?.trim().replace(/\s+/g, ' ').slice(0, 50) ?? '';
      seen.largest = entry.startTime;
      seen.element = `<${element?.localName ?? 'gone'}> ${text}`;
    }
  }).observe({ type: 'largest-contentful-paint', buffered: true });
}

/** What was painted when the page has come to rest. */
export async function paintOf(page: Page, path: string, content: string): Promise<Paint> {
  await page.goto(path, { waitUntil: 'commit' });
  const came = page.evaluate(async (selector) => {
    while (!document.querySelector(selector)) await new Promise((next) => requestAnimationFrame(next));
    return performance.now();
  }, content);
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForTimeout(1000);
  const contentAt = await came;
  const painted = await page.evaluate(() => {
    const { largest, element } = (window as unknown as { seen: Seen }).seen;
    return {
      first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      largest,
      element,
      script: (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    };
  });
  return { ...painted, content: contentAt };
}

/** The middle of each figure, and the element of the run whose largest paint is the middle one. */
export function middleOf(paints: Paint[]): Paint {
  const of = (key: 'first' | 'largest' | 'content' | 'script') =>
    Math.round(median(paints.map((each) => each[key])));
  const byLargest = paints.toSorted((a, b) => a.largest - b.largest);
  return {
    first: of('first'),
    largest: of('largest'),
    content: of('content'),
    script: of('script'),
    element: byLargest[Math.floor(byLargest.length / 2)]?.element ?? '',
  };
}
