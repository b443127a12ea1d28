import { expect, test, type Page } from '@playwright/test';
import postgres from 'postgres';
import { testStack } from '../stack.ts';
import { signIn, stepIn } from './support.ts';

/** The page Models with more models than a page of it shows, put into the database and taken out again. */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const MANY = 60;
let ids: number[] = [];

test.beforeAll(async () => {
  await sql.begin(async (sql) => {
    // Nobody measures these or is told of them.
    await sql`alter table public.models disable trigger model_registered`;
    const rows = await sql`
      insert into public.models (name, algorithm, storage_path, sha256, bytes, inputs, threshold, cars_trained, metrics,
        holdout_from)
      select 'Listed ' || lpad(n::text, 2, '0'), 'listed by tests', 'x.onnx', md5('models page ' || n), 1, '[]', 0.25, n,
        jsonb_build_object('cars', 1000, 'failures', 65, 'threshold', 0.25,
          'confusion', jsonb_build_object('tp', n, 'fp', 100 - n, 'fn', 65, 'tn', 835), 'precision', n / 100.0,
          'recall', n / (n + 65.0), 'f1', 0.3, 'accuracy', 0.9, 'rocAuc', 0.5 + n / 200.0, 'prAuc', 0.2, 'brier', 0.06),
        '2031-01-01'
      from generate_series(1, ${MANY}) n order by n returning id`;
    await sql`alter table public.models enable trigger model_registered`;
    ids = rows.map((row) => Number(row['id']));
  });
});
test.afterAll(async () => {
  await sql`delete from public.models where algorithm = 'listed by tests'`;
  await sql.end();
});

const rows = (page: Page) => page.getByTestId('models').locator('tbody tr');
const listed = (n: number) => `Listed ${String(n).padStart(2, '0')}`;

test('the list is searched, filtered, ordered and paged by the address, which can be sent', async ({
  page,
}) => {
  await signIn(page, 'engineer', '/models');
  await page.getByRole('searchbox', { name: 'Name or number' }).fill('Listed');
  await expect(page).toHaveURL(/[?&]q=Listed/);
  await expect(page.getByTestId('models-found')).toHaveText(`Models: ${MANY}`);
  await page.getByRole('button', { name: 'Precision' }).click();
  await expect(page).toHaveURL(/sort=-precision/);
  await expect(page.getByRole('columnheader', { name: 'Precision' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await expect(rows(page).first()).toContainText(listed(MANY));
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(rows(page)).toHaveCount(MANY - 50);
  await expect(rows(page).last()).toContainText(listed(1));
  const sent = new URL(page.url());

  const other = await page.context().newPage();
  await other.goto(`${sent.pathname}${sent.search}`);
  await expect(rows(other)).toHaveCount(MANY - 50);
  await expect(rows(other).last()).toContainText(listed(1));
  await other.close();

  await page.getByRole('combobox', { name: 'Status' }).selectOption('retired');
  await expect(page.getByText('No model is like this')).toBeVisible();
  await page.getByRole('link', { name: 'Show all models' }).click();
  await page.getByRole('searchbox', { name: 'Name or number' }).fill(`#${ids[6]}`);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(listed(7));
});

test('columns are chosen by keyboard, kept for the person, and go with a link that is sent', async ({
  page,
}) => {
  await stepIn(page, 'engineer', '/models?q=Listed');
  const button = page.getByRole('button', { name: 'Columns' });
  await button.focus();
  await page.keyboard.press('Enter');
  const menu = page.getByTestId('columns');
  await menu.getByRole('checkbox', { name: 'Brier score' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('columnheader', { name: 'Brier score' })).toBeVisible();
  await menu.getByRole('checkbox', { name: 'Created' }).press('Space');
  await expect(page.getByRole('columnheader', { name: 'Created' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
  expect(new URL(page.url()).searchParams.get('columns')).toContain('brier');
  await page.goto('/models');
  await expect(page.getByRole('columnheader', { name: 'Brier score' })).toBeVisible();
  // What an address says goes before what is kept.
  await page.goto('/models?columns=f1');
  await expect(page.getByRole('columnheader', { name: 'F1' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Brier score' })).toHaveCount(0);
  await button.click();
  await menu.getByRole('button', { name: 'Usual columns' }).click();
  await expect(page.getByRole('columnheader', { name: 'Created' })).toBeVisible();
});

test('two ticked rows are compared, and a third takes the place of the first', async ({ page }) => {
  await stepIn(page, 'operator', '/models?q=Listed');
  const tick = (n: number) =>
    page.getByRole('checkbox', { name: `Choose ${listed(n)} #${ids[n - 1]} for comparing` });
  const bar = page.getByTestId('compare-bar');
  await tick(60).check();
  await expect(bar).toContainText('Choose a second model');
  await tick(58).focus();
  await page.keyboard.press('Space');
  await tick(59).check();
  await expect(tick(60)).not.toBeChecked();
  await expect(bar).toContainText(`${listed(59)} #${ids[58]} with ${listed(58)} #${ids[57]}`);
  await bar.getByRole('link', { name: 'Compare these two' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/compare\\?model=${ids[58]}&against=${ids[57]}$`));
});

test('a metric over the models is a picture whose points lead to them, by keyboard too, with its table', async ({
  page,
}) => {
  await stepIn(page, 'operator', '/models?q=Listed');
  await page.getByTestId('pager').scrollIntoViewIfNeeded();
  const trend = page.getByTestId('trend');
  await trend.getByRole('combobox', { name: 'Metric' }).selectOption('recall');
  await expect(page).toHaveURL(/trend=recall/);
  const points = trend.getByRole('group').getByRole('link');
  await expect(points).toHaveCount(MANY);
  await expect(points.first()).toHaveAccessibleName(`${listed(1)} #${ids[0]}: Recall 1.5%`);
  await trend.getByText('Figures as a table').click();
  await expect(trend.getByRole('row').nth(1)).toContainText('48.0%');
  // tp 60 of 125 failing cars.
  await expect(trend.getByRole('row').nth(1)).toContainText('39.4% – 56.7%');
  await points.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(points.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/models/${ids[1]}$`));
});
