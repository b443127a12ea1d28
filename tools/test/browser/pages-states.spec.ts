import { expect, test, type Page, type Route } from '@playwright/test';
import postgres from 'postgres';
import { testStack } from '../stack.ts';
import { pages } from './pages.ts';
import { buildPagesPlant, removePagesPlant, type PagesPlant } from './pages-plant.ts';
import { settled, stepIn } from './support.ts';

/**
 * What each page says while it waits, when the server fails, without a connection, where there is nothing, and to whom it is
 * not for. The answers come from the real stack; only their way to the page is held, broken or cut.
 */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
let plant: PagesPlant;

test.beforeAll(async () => {
  test.setTimeout(90_000);
  plant = await buildPagesPlant(sql);
});
test.afterAll(async () => {
  await removePagesPlant(sql);
  await sql.end();
});

/** Every question for data; who one is is asked before a page is there. */
const DATA = /\/(rest\/v1\/(?!rpc\/whoami)|functions\/v1\/|openapi\.json)/;
const main = (page: Page) => page.locator('main');
const alerts = (page: Page) => main(page).getByRole('alert');
/** Everything that failed is asked again by what the page offers, until nothing is left to be asked. */
async function tryAgain(page: Page) {
  await expect(async () => {
    const again = main(page).getByRole('button', { name: 'Try again' });
    if (await again.count()) await again.first().click();
    await expect(alerts(page)).toHaveCount(0, { timeout: 1_500 });
  }).toPass({ timeout: 25_000 });
}

for (const { route, page: each } of pages()) {
  if (!each.still && each.as) {
    const role = each.as;
    const open = async (page: Page, way: (route: Route) => Promise<void>) => {
      await stepIn(page, role, '/settings');
      await page.route(DATA, way);
      await page.goto(each.path(plant));
    };

    test(`${route} shows that it loads`, async ({ page }) => {
      let held = true;
      const waiting: (() => void)[] = [];
      await open(page, async (asked) => {
        if (held) await new Promise<void>((go) => waiting.push(go));
        await asked.continue().catch(() => undefined);
      });
      await expect(main(page).locator('[aria-busy="true"]').first()).toBeVisible();
      held = false;
      for (const go of waiting) go();
      await settled(page);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    });

    for (const [how, way, says] of [
      [
        'fails',
        // Not 503, which the client asks again by itself.
        (asked: Route) => asked.fulfill({ status: 500, json: { message: 'out of order' } }),
        /went wrong|out of order|answered/i,
      ],
      ['has no connection', (asked: Route) => asked.abort('internetdisconnected'), /No connection/],
    ] as const) {
      test(`${route} says when the server ${how}, and goes on by a click`, async ({ page }) => {
        await open(page, way);
        await expect(alerts(page).first()).toContainText(says);
        await expect(main(page).locator('[aria-busy="true"]')).toHaveCount(0);
        await page.unroute(DATA);
        await tryAgain(page);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      });
    }
  }

  if (typeof each.denied !== 'string') {
    const { as, says } = each.denied;
    test(`${route} tells an ${as} that it is not for them`, async ({ page }) => {
      await stepIn(page, as, each.path(plant));
      await expect(main(page).getByText(says).first()).toBeVisible();
      await expect(alerts(page)).toHaveCount(0);
    });
  }

  if (typeof each.empty !== 'string' && each.as) {
    const { as, empty } = each;
    test(`${route} says that there is nothing`, async ({ page }) => {
      if ('asking' in empty)
        await page.route(new RegExp(`/rest/v1/${empty.asking}(\\?|$)`), (asked) =>
          asked.fulfill({ json: empty.answers, headers: { 'content-range': '*/0' } }),
        );
      await stepIn(page, as, 'path' in empty ? empty.path : each.path(plant));
      await expect(main(page).getByText(empty.says).first()).toBeVisible();
    });
  }
}
