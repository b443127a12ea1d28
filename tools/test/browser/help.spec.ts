import { expect, test, type Page } from '@playwright/test';
import { signIn, stepIn } from './support.ts';

/** First steps on a plant, and Help behind every page. */
const steps = (page: Page) => page.getByTestId('first-steps').locator('> li');
const states = (page: Page) =>
  steps(page).evaluateAll((list) => list.map((li) => (li as HTMLElement).dataset['state']));

/** What the plant is said to have: the real answers are other tests' business. */
async function plantHas(page: Page, tables: string[]) {
  await page.route(
    /\/rest\/v1\/(datasets|models|evaluations|deployments|predictions)\?select=id&/,
    (asked) => {
      const table = new URL(asked.request().url()).pathname.split('/').pop()!;
      return asked.fulfill({ json: tables.includes(table) ? [{ id: 7 }] : [] });
    },
  );
}

test('an engineer of an empty plant starts with the first steps, which are ticked as the plant gets what they want', async ({
  page,
}) => {
  await stepIn(page, 'engineer', '/data');
  const has: string[] = [];
  await plantHas(page, has);
  await page.goto('/');
  await expect(page).toHaveURL(/\/start$/);
  await expect.poll(() => states(page)).toEqual(['next', 'later', 'later', 'later', 'later']);
  await expect(steps(page).first()).toHaveAttribute('aria-current', 'step');

  has.push('datasets', 'models');
  await expect.poll(() => states(page)).toEqual(['done', 'done', 'next', 'later', 'later']);
  await expect(page.getByRole('link', { name: 'Measure and compare' })).toHaveAttribute(
    'href',
    '/compare?model=7',
  );
  await expect(page.getByRole('link', { name: 'Decide' })).toHaveAttribute('href', '/models/7');

  has.push('evaluations', 'deployments', 'predictions');
  await expect(page.getByText('All steps are done')).toBeVisible();
  await page.goto('/');
  await expect(page).toHaveURL(/\/models$/);
});

test('they are put away, and found again under Help', async ({ page }) => {
  await stepIn(page, 'engineer', '/data');
  await plantHas(page, []);
  await page.goto('/');
  await page.getByRole('button', { name: 'Put away' }).click();
  await expect(page).toHaveURL(/\/models$/);
  await expect(page.getByText('You find the first steps again under Help.')).toBeVisible();
  await page.goto('/');
  await expect(page).toHaveURL(/\/models$/);
  await page.goto('/help');
  await page.getByRole('link', { name: /^First steps/ }).click();
  await expect(page.getByRole('heading', { name: 'First steps', level: 1 })).toBeVisible();
  await page.goto('/');
  await expect(page).toHaveURL(/\/start$/);
});

test('the sample files can be downloaded', async ({ page, request }) => {
  await stepIn(page, 'engineer', '/data');
  await plantHas(page, []);
  await page.goto('/start');
  for (const name of ['Failures', 'Status', 'Results']) {
    const href = await page.getByRole('link', { name, exact: true }).getAttribute('href');
    const answer = await request.get(href!);
    expect((await answer.body()).subarray(0, 2).toString('hex'), href!).toBe('1f8b');
  }
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Status', exact: true }).click();
  expect((await downloading).suggestedFilename()).toBe('sample-status.csv.gz');
});

test('Help leads from a page to its own section, in the language of the page', async ({ page }) => {
  await signIn(page, 'operator', '/gate');
  await page.getByRole('link', { name: 'Help on this page' }).click();
  await expect(page).toHaveURL(/\/help\/operator#gate$/);
  const heading = page.getByRole('heading', { name: 'Ask for a car' });
  await expect(heading).toBeInViewport();
  await expect(heading).toBeFocused();
  const picture = page.getByRole('img', { name: 'The gate with an answer' });
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(820);

  await page.evaluate(() => localStorage.setItem('halle-locale', 'pt-BR'));
  await page.goto('/analysis');
  await page.getByRole('link', { name: 'Ajuda desta página' }).click();
  await expect(page).toHaveURL(/\/help\/quality-engineer#analysis$/);
  await expect(page.getByRole('heading', { name: 'Análise: o que falha, e onde' })).toBeInViewport();
  // Back is the page from which help was asked, not a page in between.
  await page.goBack();
  await expect(page).toHaveURL(/\/analysis$/);
});
