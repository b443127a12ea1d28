import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { signedInClient } from '../stack.ts';
import { signIn } from './support.ts';

/** Small files of cars that no other test knows, long before the cars of the others. */
const mark = Date.now().toString(36);
const knr = (car: number) => `1907-${String(car).padStart(7, '0')}`;
const status = (rows: string[]) => Buffer.from(`KNR;STATUS;DATA\n${rows.join('\n')}\n`);
const rows = (from: number, count: number) =>
  Array.from(
    { length: count },
    (_, i) => `${knr(from + i)};R750;2019-05-20 21:31:${String(i % 60).padStart(2, '0')}`,
  );
const csv = (name: string, buffer: Buffer) => ({ name: `${mark}-${name}.csv`, mimeType: 'text/csv', buffer });

test.describe.configure({ mode: 'serial' });
test.afterAll(async () => {
  const engineer = await signedInClient('engineer');
  const { data } = await engineer
    .from('datasets')
    .select('id')
    .like('name', `%${mark}%`)
    .eq('status', 'loaded');
  for (const { id } of data ?? []) await engineer.rpc('remove_dataset', { dataset_id: id });
  await engineer
    .from('plant_settings')
    .update({ date_order: null, upload_days: 90, monitor_window: 100 })
    .eq('only_row', true);
});

const row = (page: Page, name: string) =>
  page
    .getByTestId('datasets')
    .getByRole('row')
    .filter({ hasText: `${mark}-${name}` });

async function upload(page: Page, name: string, content: Buffer, kind = 'Status'): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(csv(name, content));
  await expect(page.getByTestId('uploads')).toContainText(`looks like ${kind}`);
  await page.getByRole('button', { name: 'Upload 1' }).click();
  await expect(row(page, name)).toBeVisible();
}

async function settled(page: Page, name: string, state: string): Promise<void> {
  await expect(row(page, name)).toHaveAttribute('data-status', state, { timeout: 60_000 });
}

async function openDetails(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: `${mark}-${name}` }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`${mark}-${name}`);
}

test('a file without a kind is recognized, loaded and followed to the line that was rejected', async ({
  page,
}) => {
  await signIn(page, 'engineer', '/data');
  const bad = ['not-a-car;R750;2019-05-20 10:00:00', `${knr(1)};R750;2019-13-45 10:00:00`];
  await upload(page, 'first', status([...rows(1, 8), rows(1, 1)[0]!, ...bad]));
  await settled(page, 'first', 'loaded');
  await openDetails(page, 'first');
  await expect(page.getByTestId('counts')).toContainText(
    /Read\s*11.*Loaded\s*8.*Duplicate\s*1.*Rejected\s*2/s,
  );
  await expect(page.getByTestId('reading')).toContainText('Status, by its columns');
  await expect(page.getByTestId('reading')).toContainText('semicolon');
  const rejects = page.getByTestId('rejects').getByRole('row');
  await expect(rejects.nth(1)).toContainText(/^\s*11\s*KNR\s*not-a-car\s*Not a KNR/);
  await expect(rejects.nth(2)).toContainText(/^\s*12\s*DATA\s*2019-13-45 10:00:00\s*Not a date/);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as CSV' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`${mark}-first.csv.rejects.csv`);
  expect(readFileSync(await download.path(), 'utf8').split('\n')[1]).toBe(
    '11,KNR,not-a-car,not a KNR (YYYY-NNNNNNN)',
  );
  await expect(page.getByTestId('lake')).toContainText('May 2019');
});

test('a file is removed after a question, and loaded again', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'engineer', '/data');
  await openDetails(page, 'first');
  await page.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('What only it says (8 rows) leaves the tables');
  await expect(dialog).toContainText(/until the upload is deleted on \w+ \d+, \d{4}/);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Remove' })).toBeFocused();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  const state = page.getByTestId('dataset');
  await expect(state).toHaveAttribute('data-status', 'removed', { timeout: 60_000 });
  await expect(page.getByText('Nothing of this file is in the tables.')).toBeVisible();
  await expect(page.getByTestId('announcer')).toContainText('Removed');
  await page.getByRole('button', { name: 'Load again' }).click();
  await expect(state).toHaveAttribute('data-status', 'loaded', { timeout: 60_000 });
  await expect(page.getByTestId('counts')).toContainText(/Loaded\s*8/);
});

test('a file beyond the bounds says why and waits until it is accepted', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'engineer', '/data');
  const bad = Array.from({ length: 40 }, (_, i) => `car ${i};R750;2019-05-21 10:00:00`);
  await upload(page, 'far', status([...rows(101, 60), ...bad]));
  await settled(page, 'far', 'loaded');
  await expect(row(page, 'far')).toContainText('Needs a look');
  await row(page, 'far').getByRole('link', { name: 'Look', exact: true }).click();
  await expect(page.getByTestId('concerns')).toContainText(/of the rows were rejected; the bound is 2\.0%/);
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(page.getByText(/Looked at and accepted on/)).toBeVisible();
  await expect(page.getByText('Needs a look')).toHaveCount(0);
  await page.getByRole('button', { name: 'Accept' }).waitFor({ state: 'detached' });
});

test('a file of results says which of its values are no numbers', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'engineer', '/data');
  const result = (value: string, second: number) =>
    `${knr(401)},042000,1,10,%,7,${value},2019-05-20 10:00:0${second}`;
  const lines = ['KNR,NAME,ID,STATUS,UNIT,VALUE_ID,VALUE,DATA', ...['1.5', 'n/a', '', 'n/a'].map(result)];
  await upload(page, 'texts', Buffer.from(`${lines.join('\n')}\n`), 'Results');
  await settled(page, 'texts', 'loaded');
  await openDetails(page, 'texts');
  await expect(page.getByTestId('counts')).toContainText(/Loaded\s*4.*Rejected\s*0/s);
  await expect(page.getByTestId('reading')).toContainText(
    /Values that are no number\s*2 kept as blank; the first is “n\/a” in line 3/,
  );
});

test('a file whose dates can be read both ways asks, and is read as answered', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'engineer', '/data');
  await upload(
    page,
    'asks',
    status([`${knr(201)};R750;03/04/2019 10:00:00`, `${knr(202)};R750;05/06/2019 10:00:00`]),
  );
  await settled(page, 'asks', 'asking');
  await row(page, 'asks').getByRole('link', { name: 'Answer' }).click();
  await expect(page.getByTestId('question')).toContainText(/0\d\/0\d\/2019 10:00:00, line \d/);
  await page.getByRole('button', { name: /\(month first\)/ }).press('Enter');
  await expect(page.getByTestId('dataset')).toHaveAttribute('data-status', 'loaded', { timeout: 60_000 });
  // The button is gone; the keyboard goes on in what it has changed.
  await expect(page.getByTestId('file-page')).toBeFocused();
  await expect(page.getByTestId('reading')).toContainText('month first: answered by an engineer');
  await expect(page.getByText(/Mar 4, 2019, 10:00 AM – May 6, 2019, 10:00 AM/)).toBeVisible();
});

test('the answer can be kept for all files, and is a setting then', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'engineer', '/data');
  await upload(page, 'keeps', status([`${knr(301)};R750;03/04/2019 11:00:00`]));
  await settled(page, 'keeps', 'asking');
  await row(page, 'keeps').getByRole('link', { name: 'Answer' }).click();
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: /\(day first\)/ }).click();
  await expect(page.getByTestId('dataset')).toHaveAttribute('data-status', 'loaded', { timeout: 60_000 });
  await page.getByRole('link', { name: 'All files' }).click();
  await page.getByRole('link', { name: 'Settings of the plant' }).click();
  const settings = page.getByTestId('settings');
  await expect(settings.getByLabel(/3\/4\/2024/)).toHaveValue('day_first');
  await settings.getByLabel('Keep raw uploads (days)').fill('30');
  await settings.getByLabel('Rejected rows, at most').fill('2.5');
  const window = settings.getByLabel('Cars in a window');
  await expect(window).toHaveValue('100');
  for (const [cars, fits] of [
    ['49', false],
    ['5001', false],
    ['250', true],
  ] as const) {
    await window.fill(cars);
    expect(await window.evaluate((input: HTMLInputElement) => input.checkValidity())).toBe(fits);
  }
  await settings.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.reload();
  await expect(settings.getByLabel('Keep raw uploads (days)')).toHaveValue('30');
  await expect(settings.getByLabel('Rejected rows, at most')).toHaveValue('2.5');
  await expect(window).toHaveValue('250');
  await settings.getByLabel('Rejected rows, at most').fill('2');
  await settings.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
});

test('an upload under way is cancelled and sent again', async ({ page }) => {
  await signIn(page, 'engineer', '/data');
  let held = true;
  await page.route('**/storage/v1/object/uploads/**', async (route) => {
    // The line stands still until the upload is cancelled.
    if (held) await new Promise((done) => page.once('requestfailed', done));
    else await route.continue();
  });
  await page.locator('input[type=file]').setInputFiles(csv('slow', status(rows(401, 3))));
  await page.getByRole('button', { name: 'Upload 1' }).click();
  await page.getByRole('button', { name: /Cancel the upload/ }).click();
  await expect(page.getByTestId('uploads')).toContainText('Cancelled');
  held = false;
  await page.getByRole('button', { name: /Try the upload/ }).click();
  await settled(page, 'slow', 'loaded');
});

test('a file of another form is refused before it is sent', async ({ page }) => {
  await signIn(page, 'engineer', '/data');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') });
  await expect(page.getByText(/Only CSV, TXT, XLSX, JSON and Parquet/)).toBeVisible();
  await expect(page.getByTestId('uploads')).toHaveCount(0);
});

test('an operator reads what was loaded and finds nothing to change it', async ({ page }) => {
  await signIn(page, 'operator', '/data');
  await expect(row(page, 'first')).toBeVisible();
  await expect(page.getByTestId('datasets').getByRole('button')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Settings of the plant' })).toHaveCount(0);
  await openDetails(page, 'first');
  await expect(page.getByText('An engineer can see them.')).toBeVisible();
  await expect(page.getByTestId('dataset')).toBeVisible();
  await expect(page.getByRole('button', { name: /Remove|Download|Accept/ })).toHaveCount(0);
});
