import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

export interface FoundBrowser {
  path: string;
  /** Where it came from, for the test report. */
  source: string;
}

/**
 * The browser of the tests: the one named by HALLE_CHROMIUM, else the system's, else Playwright's own download.
 * @throws a sentence that says how to get one: browser tests fail without a browser, they are never skipped.
 */
export function findChromium(env: NodeJS.ProcessEnv): FoundBrowser {
  const named = env['HALLE_CHROMIUM'];
  if (named) {
    if (existsSync(named)) return { path: named, source: 'HALLE_CHROMIUM' };
    throw new Error(`HALLE_CHROMIUM names ${named}, which does not exist.`);
  }
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) {
    if (existsSync(path)) return { path, source: 'the system' };
  }
  const own = chromium.executablePath();
  if (own && existsSync(own)) return { path: own, source: 'Playwright' };
  throw new Error(
    'The browser tests need Chromium: install the package "chromium" (Debian: apt-get install chromium), ' +
      'or run "npx playwright install chromium", or name one in HALLE_CHROMIUM.',
  );
}
