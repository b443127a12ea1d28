import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import postgres from 'postgres';
import { testStack } from '../stack.ts';
import { pages, PAGES, ROUTES_WITH_PAGE } from './pages.ts';
import { buildPagesPlant, removePagesPlant, type PagesPlant } from './pages-plant.ts';
import { policyViolations, settled, stepIn } from './support.ts';

/**
 * WCAG 2.2 AA as far as a program can tell, on every page, in both languages and looks, and with what opens open. Less
 * motion is asked for: nothing moves. The pages are opened one by one here, so what the content security policy would
 * refuse of them is looked for as well.
 */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
let plant: PagesPlant;

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test.beforeAll(async () => {
  test.setTimeout(90_000);
  plant = await buildPagesPlant(sql);
});
test.afterAll(async () => {
  await removePagesPlant(sql);
  await sql.end();
});

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary?.split('\n')[1] ?? ''}`),
  );
}

/** What moves although less motion is asked for. A tenth of a millisecond is how the style sheet ends a movement at once. */
const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const longest = (times: string) => Math.max(...times.split(',').map((time) => parseFloat(time)));
    const styled = [...document.querySelectorAll('*')].filter((element) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
      return (
        longest(transitionDuration) > 1e-4 || (animationName !== 'none' && longest(animationDuration) > 1e-4)
      );
    });
    const running = document
      .getAnimations()
      .filter(
        ({ playState, effect }) =>
          playState === 'running' && Number(effect?.getComputedTiming().endTime) > 0.1,
      )
      .flatMap(({ effect }) => (effect instanceof KeyframeEffect && effect.target ? [effect.target] : []));
    return [...styled, ...running].map((element) => element.outerHTML.slice(0, 120));
  });

/** Pixels by which a page is wider than its window: what is wide scrolls by itself, the page does not. */
const tooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const inPortugueseAndDark = (page: Page) =>
  page.evaluate(() => {
    localStorage.setItem('halle-locale', 'pt-BR');
    localStorage.setItem('halle-theme', 'dark');
  });

test('every page has its case', () => {
  expect(ROUTES_WITH_PAGE.filter((route) => !PAGES[route])).toEqual([]);
});

for (const { route, page: each } of pages()) {
  test(`${route} has nothing that axe finds`, async ({ page }) => {
    const path = each.path(plant);
    const refused = await policyViolations(page);
    if (each.as) await stepIn(page, each.as, path);
    else await page.goto(path);
    await settled(page);
    expect(await violations(page), 'English, light').toEqual([]);
    expect(await moving(page), 'less motion').toEqual([]);
    await inPortugueseAndDark(page);
    await page.setViewportSize({ width: 820, height: 1180 });
    await page.reload();
    await expect(page.locator('h1').first()).toBeVisible();
    await settled(page);
    expect(await violations(page), 'Portuguese, dark, on a tablet').toEqual([]);
    expect(await tooWide(page), 'on a tablet').toBe(0);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => tooWide(page), { message: 'on a phone' }).toBe(0);
    expect(refused).toEqual([]);
  });
}

test('what opens has nothing that axe finds: bell, drawer, account', async ({ page }) => {
  const refused = await policyViolations(page);
  await stepIn(page, 'engineer', '/cars');
  await inPortugueseAndDark(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  for (const name of ['Abrir o menu', 'Conta, idioma e aparência', /^Avisos/]) {
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await settled(page);
    expect(await violations(page), String(name)).toEqual([]);
    expect(await moving(page), String(name)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  expect(refused).toEqual([]);
});

for (const { name, path, opener } of [
  { name: 'deciding', path: () => '/models', opener: 'Put in use' },
  {
    name: 'challenging',
    path: ({ candidate }: PagesPlant) => `/models/${candidate}`,
    opener: 'Let it score silently',
  },
  { name: 'rejecting', path: () => '/inbox', opener: /^Reject/ },
  { name: 'removing a file', path: ({ dataset }: PagesPlant) => `/data/${dataset}`, opener: /^Remove/ },
]) {
  test(`the dialog of ${name} has nothing that axe finds`, async ({ page }) => {
    const refused = await policyViolations(page);
    await stepIn(page, 'engineer', path(plant));
    const button = page.locator('main').getByRole('button', { name: opener }).first();
    await button.click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await settled(page);
    expect(await violations(page)).toEqual([]);
    // The keyboard is inside, and goes back where it was.
    await expect(page.getByRole('dialog').locator(':focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(button).toBeFocused();
    expect(refused).toEqual([]);
  });
}
