import type { Page } from '@playwright/test';
import type { Role } from './browser.ts';

type Act = (page: Page) => Promise<unknown>;
interface Visit {
  path: string;
  as: Role | null;
  phone?: true;
  /** What is done there, by its name, one after the other. */
  doing: Record<string, Act>;
}

const press =
  (selector: string): Act =>
  (page) =>
    page.locator(selector).first().click();
const type =
  (selector: string, text: string): Act =>
  (page) =>
    page.locator(selector).first().pressSequentially(text);
const choose =
  (selector: string, index: number): Act =>
  (page) =>
    page.locator(selector).first().selectOption({ index });
/** Opens what hangs over the page and closes it. */
const open =
  (selector: string): Act =>
  async (page) => {
    await page.locator(selector).first().click();
    await page.locator('[role="dialog"]').first().waitFor();
    await page.keyboard.press('Escape');
  };
const tab: Act = async (page) => {
  for (let i = 0; i < 5; i++) await page.keyboard.press('Tab');
};
const slide: Act = async (page) => {
  await page.locator('#long-tests').focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight');
};
/** From a quarter to three quarters of the slider, with the button held. */
const drag: Act = async (page) => {
  const slider = page.locator('#long-tests');
  await slider.scrollIntoViewIfNeeded();
  const box = (await slider.boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + (3 * box.width) / 4, y, { steps: 20 });
  await page.mouse.up();
};
/** The two newest models beside each other. */
const chooseModels: Act = async (page) => {
  await page.locator('main select').nth(0).selectOption({ index: 1 });
  await page.locator('[data-testid="comparison"], [role="alert"]').first().waitFor();
};
/** To another place, by the first link of its address. */
const goTo =
  (href: string): Act =>
  async (page) => {
    await page.locator(`a[href="${href}"]:visible`).first().click();
    await page.waitForURL((url) => url.pathname === href);
  };

const bell = open('[data-testid="bell"]');
const dark = press('[aria-pressed="false"] >> nth=1');
const language = press('[data-testid="language"] >> visible=true');
const around: Record<string, Act> = { tab, bell, 'bell again': bell, dark };

/** Every place, and what is mostly done there: by keyboard, by hand, and what opens. */
export const INTERACTIONS: Visit[] = [
  { path: '/login', as: null, doing: { type: type('#email', 'someone@example.org'), tab, dark, language } },
  {
    path: '/gate',
    as: 'operator',
    doing: {
      type: type('#knr', '20241027756'),
      ask: (page) => page.keyboard.press('Enter'),
      'expected car': press('[data-testid="expected"] button'),
      ...around,
      cars: goTo('/cars'),
    },
  },
  {
    path: '/models',
    as: 'engineer',
    doing: {
      ...around,
      sidebar: press('[data-testid="sidebar"] > button'),
      sort: press('[data-testid="models"] th button'),
      columns: open('main button[aria-haspopup="dialog"]'),
      'put in use': open('[data-testid="models"] tbody button'),
      model: press('[data-testid="models"] a'),
      gate: goTo('/gate'),
    },
  },
  {
    path: '/models',
    as: 'engineer',
    phone: true,
    doing: {
      drawer: open('header button[aria-haspopup="dialog"]'),
      account: open('header button[aria-haspopup="dialog"] >> nth=-1'),
    },
  },
  {
    path: '/models/1',
    as: 'engineer',
    doing: { feature: press('[data-testid="importance"] button'), ...around },
  },
  { path: '/compare', as: 'engineer', doing: { choose: chooseModels, slide, drag, ...around } },
  {
    path: '/analysis',
    as: 'engineer',
    doing: {
      filter: choose('[data-testid="filters"] select', 1),
      'part search': type('#part-search', 'por'),
      bar: press('[data-testid="by-failureGroup"] button, [data-testid="by-failureGroup"] a'),
      ...around,
    },
  },
  {
    path: '/analysis/cars',
    as: 'engineer',
    doing: { sort: press('[data-testid="analysis-cars"] th a'), ...around },
  },
  {
    path: '/data',
    as: 'engineer',
    doing: {
      file: press('[data-testid="datasets"] a'),
      ...around,
    },
  },
  { path: '/inbox', as: 'engineer', doing: { decide: open('[data-testid="inbox"] button'), ...around } },
  { path: '/ledger', as: 'engineer', doing: around },
  { path: '/monitoring', as: 'engineer', doing: { ...around } },
  { path: '/policy', as: 'engineer', doing: { type: type('main input[type="number"]', '1'), ...around } },
  { path: '/health', as: 'engineer', doing: around },
  { path: '/settings', as: 'admin', doing: { ...around, people: goTo('/settings/people') } },
  { path: '/settings/plant', as: 'admin', doing: { type: type('main input', '1'), ...around } },
  { path: '/settings/calendar', as: 'admin', doing: { type: type('main input', '2'), ...around } },
  { path: '/settings/keys', as: 'admin', doing: { type: type('main input', 'press shop'), ...around } },
  { path: '/settings/changes', as: 'admin', doing: { kind: choose('main select', 1), ...around } },
  { path: '/help', as: 'engineer', doing: { ...around, guide: press('main a') } },
  { path: '/start', as: 'engineer', doing: { ...around, step: press('main a') } },
  { path: '/webhooks', as: 'admin', doing: { type: type('main input', 'https://example.org'), ...around } },
];
