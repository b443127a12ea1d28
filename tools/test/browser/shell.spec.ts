import { expect, test, type Page } from '@playwright/test';
import { signIn } from './support.ts';

/** The navigation where there is no room for a sidebar: a drawer for the office, a bar for the gate. */
const nothingOutside = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

for (const viewport of [
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
]) {
  test.describe(`${viewport.width} pixels wide`, () => {
    test.use({ viewport });

    test('an engineer opens the drawer by keyboard, finds every place, and goes on to one', async ({
      page,
    }) => {
      await signIn(page, 'engineer', '/cars');
      await expect(page.getByTestId('sidebar')).toBeHidden();
      const opener = page.getByRole('button', { name: 'Open the menu' });
      await opener.focus();
      await page.keyboard.press('Enter');
      const drawer = page.getByTestId('drawer');
      const places = drawer.getByRole('link');
      await expect(places.last()).toHaveText('Settings');
      expect(await places.count()).toBeGreaterThanOrEqual(11);
      await expect(drawer.getByRole('link', { name: 'Cars' })).toHaveAttribute('aria-current', 'page');
      await page.keyboard.press('Escape');
      await expect(drawer).toBeHidden();
      await expect(opener).toBeFocused();
      await opener.click();
      await drawer.getByRole('link', { name: 'Health' }).click();
      await expect(page.getByRole('heading', { name: 'Health', level: 1 })).toBeVisible();
      await expect(drawer).toBeHidden();
      expect(await nothingOutside(page)).toBeLessThanOrEqual(0);
    });

    test('an operator has all places in the bar, large enough for gloves, in both languages', async ({
      page,
    }) => {
      await signIn(page, 'operator', '/cars');
      await expect(page.getByRole('button', { name: 'Open the menu' })).toHaveCount(0);
      for (const last of ['Settings', 'Configurações']) {
        const places = page.getByRole('navigation').getByRole('link');
        await expect(places.last()).toHaveText(last);
        for (const place of await places.all()) {
          await expect(place).toBeInViewport({ ratio: 1 });
          expect((await place.boundingBox())!.height).toBeGreaterThanOrEqual(44);
        }
        expect(await nothingOutside(page)).toBeLessThanOrEqual(0);
        if (last === 'Configurações') break;
        await page.getByRole('button', { name: 'Account, language and appearance' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Português' }).click();
      }
    });
  });
}

test.describe('on a wide screen', () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test('the sidebar is made narrow by its button, and stays so', async ({ page }) => {
    await signIn(page, 'engineer', '/cars');
    const sidebar = page.getByTestId('sidebar');
    const wide = (await sidebar.boundingBox())!.width;
    await sidebar.getByRole('button', { name: 'Only icons' }).click();
    await expect.poll(async () => (await sidebar.boundingBox())!.width).toBeLessThan(wide / 2);
    await page.reload();
    await expect(sidebar.getByRole('button', { name: 'Show the names' })).toBeVisible();
    // Its links keep their names.
    await sidebar.getByRole('link', { name: 'Ledger' }).click();
    await expect(page.getByRole('heading', { name: 'Ledger', level: 1 })).toBeVisible();
    await expect(sidebar.getByRole('link', { name: 'Ledger' })).toHaveAttribute('aria-current', 'page');
  });

  test('the first key leads past the navigation', async ({ page }) => {
    await signIn(page, 'engineer', '/models');
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Models', level: 1 })).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('#content')).toBeFocused();
  });
});
