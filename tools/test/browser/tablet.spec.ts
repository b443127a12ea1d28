import { expect, test } from '@playwright/test';
import { signIn } from './support.ts';

/** A tablet held upright at the gate. */
test.use({ viewport: { width: 820, height: 1180 } });

test('every place of the navigation is on the screen, in both languages', async ({ page }) => {
  await signIn(page, 'engineer', '/cars');
  const places = page.getByRole('navigation').first().getByRole('link');
  for (const last of ['Data', 'Dados']) {
    await expect(places.last()).toHaveText(last);
    for (const place of await places.all()) await expect(place).toBeInViewport({ ratio: 1 });
    if (last === 'Data') await page.getByTestId('language').click();
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
