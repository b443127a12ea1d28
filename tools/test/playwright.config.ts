import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium } from './chromium.ts';

const stackFile = process.env['HALLE_STACK'];
if (!stackFile) throw new Error('HALLE_STACK is not set: run the browser tests by "npm test".');
const stack: { webUrl: string } = JSON.parse(readFileSync(stackFile, 'utf8'));

/** One worker: the tests share one plant, and the machine may have two cores. */
export default defineConfig({
  testDir: join(import.meta.dirname, 'browser'),
  // A folder a stack: a run empties its own at the start, and two may run beside each other.
  outputDir: join(import.meta.dirname, '../../test-results', new URL(stack.webUrl).port),
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: stack.webUrl,
    locale: 'en-US',
    timezoneId: 'America/Sao_Paulo',
    // It would keep pages and settings from one test's routes; what it is for has tests of its own.
    serviceWorkers: 'block',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findChromium(process.env).path,
      // Chromium's own sandbox cannot start as root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
});
