import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import postgres from 'postgres';
import { call } from '../fixtures/functions.ts';
import { testStack } from '../stack.ts';
import { JourneysPlant, YEAR } from './journeys-plant.ts';
import { settled, stepIn, type Role } from './support.ts';

/**
 * The ways of the four users through the pages, each in English and light, and in Portuguese and dark on a tablet. What changes
 * the plant is done once, in English; the whole training and the decision are walked in `journey` and `decide`. Every page by
 * itself is in `pages-axe`: here axe looks at what stands in the middle of a way.
 */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const plant = new JourneysPlant(sql);

test.use({ contextOptions: { reducedMotion: 'reduce' } });
test.beforeAll(async () => {
  test.setTimeout(120_000);
  await plant.build();
});
test.afterAll(async () => {
  await plant.remove();
  await sql.end();
});

const LOOKS = [
  { language: 'en', theme: 'light', viewport: { width: 1280, height: 900 } },
  { language: 'pt-BR', theme: 'dark', viewport: { width: 820, height: 1180 } },
] as const;

interface Way {
  page: Page;
  /** The page's words, by their key. */
  say: (key: string, values?: Record<string, string | number>) => string;
  /** Whether this walk changes the plant. */
  changes: boolean;
  look: () => Promise<void>;
}

function journey(name: string, role: Role, start: string, walk: (way: Way) => Promise<void>) {
  for (const { language, theme, viewport } of LOOKS)
    test(`${name}, in ${language} and ${theme}`, async ({ page }) => {
      test.setTimeout(120_000);
      const words = JSON.parse(
        readFileSync(join(import.meta.dirname, `../../../web/messages/${language}.json`), 'utf8'),
      ) as Record<string, string>;
      await page.setViewportSize(viewport);
      await stepIn(page, role, start);
      await page.evaluate(
        ([locale, look]) => {
          localStorage.setItem('halle-locale', locale);
          localStorage.setItem('halle-theme', look);
        },
        [language, theme] as const,
      );
      await page.reload();
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await walk({
        page,
        changes: language === 'en',
        say: (key, values = {}) => {
          const text = words[key];
          if (text === undefined) throw new Error(`No message ${key}`);
          return text.replace(/\{(\w+)\}/g, (_, slot: string) => String(values[slot]));
        },
        look: async () => {
          await settled(page);
          const { violations } = await new AxeBuilder({ page })
            .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
            .analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
        },
      });
    });
}

journey(
  'operator: gate, answer, override, passport',
  'operator',
  '/gate',
  async ({ page, say, changes, look }) => {
    await expect(page.getByLabel('KNR')).toBeFocused();
    await page.keyboard.type(plant.knr(1));
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('word')).toHaveText(say('decision_long'));
    await expect(page.getByTestId('reasons').getByRole('listitem').first()).toBeVisible();
    if (changes) {
      const override = page.getByTestId('override');
      await override.getByRole('button', { name: say('override_short') }).click();
      await override.getByRole('button', { name: say('override_no_capacity') }).click();
      await expect(override).toContainText(say('override_done_short'));
      await look();
      await override.getByRole('button', { name: say('override_take_back') }).click();
      await expect(override.getByRole('button', { name: say('override_short') })).toBeVisible();
    } else await look();
    await page
      .locator('main')
      .getByRole('link', { name: say('passport_title') })
      .click();
    await expect(page).toHaveURL(new RegExp(`/cars/${plant.knr(1)}$`));
    await expect(page.getByRole('heading', { name: plant.knr(1), level: 1 })).toBeVisible();
    await expect(page.locator('main')).toContainText(say('decision_long'));
  },
);

journey(
  'quality engineer: inbox, comparison, slider, decision, ledger; a bar, its cars, a passport',
  'engineer',
  '/inbox',
  async ({ page, say, look }) => {
    const card = page.locator(`[data-candidate="${plant.candidate}"]`);
    await expect(card).toContainText('journeys candidate');
    await page.goto(`/compare?model=${plant.candidate}&against=${await modelInUse()}`);
    const slider = page.locator('main input[type="range"]').first();
    await expect(slider).toBeVisible({ timeout: 40_000 });
    const before = await slider.inputValue();
    await slider.press('ArrowRight');
    await expect(slider).not.toHaveValue(before);
    await page
      .locator('main')
      .getByRole('button', { name: say('action_put_in_use') })
      .first()
      .click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await look();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await page.goto('/ledger');
    await expect(page.getByTestId('ledger').locator('[data-entry]').first()).toContainText('At the gate');

    await page.goto(`/analysis?from=${YEAR}-03-01&to=${YEAR}-03-31`);
    await page.getByTestId('by-checkpoint').getByRole('link', { name: 'ZP7', exact: true }).click();
    await expect(page).toHaveURL(/checkpoint=ZP7/);
    await look();
    await page
      .getByTestId('by-failureGroup')
      .getByRole('link', { name: say('analysis_cars_of', { of: '133' }) })
      .click();
    await page
      .getByTestId('analysis-cars')
      .getByRole('link', { name: plant.knr(1000) })
      .click();
    await expect(page.getByRole('heading', { name: plant.knr(1000), level: 1 })).toBeVisible();
    await expect(page.locator('main')).toContainText('Porta 01. Riscada');
  },
);

journey(
  'data engineer: a file, its quality, a run, a model',
  'engineer',
  '/data',
  async ({ page, say, changes, look }) => {
    const name = 'journeys-status.csv';
    const row = page.getByTestId('datasets').getByRole('row').filter({ hasText: name }).first();
    if (changes) {
      const text = `KNR,STATUS,DATA\n${plant.knr(5)},M620,${YEAR}-03-01 08:00:00.000\n`;
      await page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
      await page.getByRole('button', { name: say('upload_start', { count: 1 }) }).click();
      await expect(row).toHaveAttribute('data-status', /loaded|duplicate/, { timeout: 60_000 });
    }
    await row.getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { name: say('quality_title') })).toBeVisible();
    await look();

    await page.goto('/models');
    if (changes) {
      await page.getByRole('button', { name: say('create_button') }).click();
      await page.getByRole('button', { name: say('run_cancel') }).click();
      await expect(page.getByText(say('run_cancelled'))).toBeVisible({ timeout: 60_000 });
    }
    await page.getByRole('link', { name: say('run_details') }).click();
    await expect(page).toHaveURL(/\/models\/runs\/\d+$/);
    await expect(page.getByText(say('run_was_cancelled'))).toBeVisible();
    await page.goto(`/models/${plant.candidate}`);
    await expect(page.getByRole('heading', { name: 'journeys candidate', level: 1 })).toBeVisible();
    await expect(page.locator('main').getByRole('button', { name: say('action_put_in_use') })).toBeVisible();
  },
);

journey(
  'integrator: a key, a call with it, its end; messages to other systems, the guide',
  'admin',
  '/settings',
  async ({ page, say, changes, look }) => {
    const sections = page.getByTestId('sections');
    await sections.locator('a[href="/settings/keys"]').click();
    await page.getByRole('button', { name: say('apikeys_new') }).click();
    const name = `journeys ${Date.now()}`;
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(say('apikeys_name')).fill(name);
    await dialog.getByRole('checkbox', { name: /^predict/ }).check();
    await look();
    await dialog.getByRole('button', { name: say('apikeys_make') }).click();
    const key = (await page.getByTestId('key').textContent())!.trim();
    const asked = { json: { knr: plant.knr(changes ? 2 : 3) } };
    const answer = await call('predict', key, asked);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect((await call('getModel', key)).status).toBe(403);
    await page.getByRole('button', { name: say('apikeys_kept') }).click();
    await page.getByRole('button', { name: say('apikeys_revoke_of', { name }) }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('apikeys_revoke'), exact: true })
      .click();
    await expect(page.getByRole('row').filter({ hasText: name })).toContainText(say('apikeys_revoked'));
    expect((await call('predict', key, asked)).status).toBe(401);

    await page.goto('/settings');
    await sections.locator('a[href="/webhooks"]').click();
    await expect(page.getByRole('heading', { name: say('webhooks_title'), level: 1 })).toBeVisible();
    await page.getByRole('link', { name: say('help_open') }).click();
    await expect(page).toHaveURL(/\/help\/integrator#webhooks$/);
    await page.locator('article a[href="#keys"], nav a[href="#keys"]').first().click();
    await expect(page.locator('#keys')).toBeInViewport();
    await expect(page.locator('article')).toContainText('authorization: Bearer');
    await look();
  },
);

async function modelInUse(): Promise<number> {
  const [row] = await sql`select model_id from public.deployments order by id desc limit 1`;
  return Number(row!['model_id']);
}
