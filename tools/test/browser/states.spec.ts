import { expect, test } from '@playwright/test';
import postgres from 'postgres';
import { testStack } from '../stack.ts';
import { signIn } from './support.ts';

/** What a page says when things are not as usual. The states are put into the database and taken out again. */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const KNR = '1903-0000001';

test.afterAll(async () => {
  await sql`delete from public.datasets where name like 'states%.csv'`;
  await sql`delete from public.training_runs where parameters ->> 'name' = 'states'`;
  await sql`delete from public.predictions where knr = ${KNR}`;
  await sql`delete from public.car_features where knr = ${KNR}`;
  await sql`delete from public.cars where knr = ${KNR}`;
  await sql.end();
});

test('a run that failed says why, in a sentence', async ({ page }) => {
  await sql`
    insert into public.training_runs (status, cause, parameters, error, started_at, finished_at)
    values ('failed', 'button', '{"name": "states"}', ${sql.json({
      code: 'too_few_failures',
      message: 'Only 12 cars failed the road test; at least 50 are needed.',
      details: { failures: 12, needed: 50 },
    })}, now(), now())`;
  await signIn(page, 'engineer', '/models');
  await expect(page.getByText('The last training run failed')).toBeVisible();
  await expect(page.getByText(/12 cars.*50/)).toBeVisible();
  await page.getByTestId('language').click();
  await expect(
    page.getByText('Só 12 carros falharam na rodagem; são necessários pelo menos 50.'),
  ).toBeVisible();
});

const stopped = { code: 'unavailable', message: 'The last try did not end: fetch failed' };

test('a running run shows its phase and progress, and is cancelled by a click', async ({ page }) => {
  // A run as the trainer reports it in the middle; its job lies an hour ahead, so that no trainer touches it.
  const [row] = await sql`
    insert into public.training_runs (status, cause, parameters, phase, progress, started_at, not_before)
    values ('running', 'button', '{"name": "states"}', 'train', 0.42, now(), now() + interval '1 hour') returning id`;
  const id = Number(row!['id']);
  await signIn(page, 'engineer', '/models');
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(page.getByText('42%')).toBeVisible();
  // A try that stopped says why, and that nobody has to do anything.
  await expect(page.getByTestId('trying-again')).toHaveCount(0);
  await sql`
    update public.training_runs set error = ${sql.json(stopped)} where id = ${id}`;
  await expect(page.getByTestId('trying-again')).toHaveText(
    /It stopped, and is tried again by itself\.\s*The last try did not end: fetch failed/,
  );
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  await expect(page.getByText('Cancelling…')).toBeVisible();
  const [run] = await sql`select cancel_requested from public.training_runs where id = ${id}`;
  expect(run!['cancel_requested']).toBe(true);
  await sql`update public.training_runs set status = 'cancelled', finished_at = now() where id = ${id}`;
  await sql`select graphile_worker.remove_job(${`train:${id}`})`;
  await expect(page.getByText('The last training run was cancelled.')).toBeVisible();
});

test('a car of which too little is known gets the long test, and the page says so', async ({ page }) => {
  await sql`insert into public.cars (knr) values (${KNR})`;
  await sql`select private.refresh_features(array[${KNR}])`;
  await signIn(page, 'operator', '/gate');
  await page.getByLabel('KNR').fill(KNR);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('decision')).toContainText('LONG', { timeout: 20_000 });
  await expect(page.getByText('Too little is known about this car')).toBeVisible();
});

test('a load under way says what it does, how far it is and how long it takes, and is cancelled by a click', async ({
  page,
}) => {
  // As the trainer reports it in the middle. Rows that came over HTTP have no file, so no trainer takes it up.
  await sql`
    insert into public.datasets (source, kind, name, bytes, status, phase, progress, bytes_read, rows_read, seconds_left)
    values ('http', 'results', 'states.csv', 48000000, 'loading', 'read', 0.31, 19000000, 6120331, 21)`;
  await signIn(page, 'engineer', '/data');
  const row = page.getByTestId('datasets').getByRole('row').filter({ hasText: 'states.csv' });
  await expect(row).toContainText('Reading');
  await expect(row.getByRole('progressbar', { name: 'Loading of states.csv' })).toHaveAttribute(
    'aria-valuenow',
    '31',
  );
  await expect(row.getByTestId('load-figures')).toHaveText(
    '19 MB of 48 MB · 6,120,331 rows · about 20 s left',
  );
  await sql`update public.datasets set error = ${sql.json(stopped)} where name = 'states.csv'`;
  await expect(row.getByTestId('trying-again')).toContainText('The last try did not end: fetch failed');
  await row.getByRole('button', { name: 'Cancel loading states.csv' }).click();
  await expect(row).toContainText('Cancelling…');
  const [dataset] = await sql`select cancel_requested from public.datasets where name = 'states.csv'`;
  expect(dataset!['cancel_requested']).toBe(true);
  await sql`update public.datasets set status = 'cancelled', finished_at = now() where name = 'states.csv'`;
  await expect(row).toHaveAttribute('data-status', 'cancelled');
});

test('on a tablet a row of the files shows every figure, nothing is cut off', async ({ page }) => {
  await sql`
    insert into public.datasets (source, kind, name, bytes, status, rows_read, rows_loaded, rows_duplicate,
      rows_rejected, cars_touched, period_from, period_to)
    values ('http', 'results', 'states-wide.csv', 2700000000, 'loaded', 40487129, 40480001, 7122, 6, 87407,
      '2024-01-01 06:00', '2024-12-31 22:00')`;
  await signIn(page, 'engineer', '/data');
  const row = page.getByTestId('datasets').getByRole('row').filter({ hasText: 'states-wide.csv' });
  for (const viewport of [
    { width: 820, height: 1180 },
    { width: 1180, height: 820 },
  ]) {
    await page.setViewportSize(viewport);
    await expect(row).toContainText('40,480,001');
    await expect(row.getByText('Dec 31, 2024')).toBeInViewport({ ratio: 1 });
    const region = page.getByRole('region', { name: 'Files' }).last();
    expect(await region.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  }
});

test('a file of no kind is told so in the reader’s language, with the columns of each kind', async ({
  page,
}) => {
  const [row] = await sql`
    insert into public.datasets (source, name, bytes, status, error, finished_at)
    values ('http', 'states-none.csv', 35, 'failed', ${sql.json({
      code: 'missing_columns',
      message:
        'The first 20 lines hold the columns of no kind of file. The kinds are: status (KNR, STATUS, DATA).',
      details: { missing: [], kind: null },
    })}, now()) returning id`;
  await signIn(page, 'engineer', `/data/${row!['id']}`);
  await expect(page.getByText('The columns are those of none of the three kinds of file.')).toBeVisible();
  await expect(page.getByText('Not recognized · ')).toBeVisible();
  await page.getByTestId('language').click();
  await expect(page.getByText('As colunas não são de nenhum dos três tipos de arquivo.')).toBeVisible();
  await expect(page.getByText(/status KNR, STATUS, DATA/)).toBeVisible();
  await expect(page.getByText('The first 20 lines')).toHaveCount(0);
});

test('a concern and the report name a column as the plant’s files do', async ({ page }) => {
  const [row] = await sql`
    insert into public.datasets (source, kind, name, bytes, status, review, quality, finished_at)
    values ('http', 'failures', 'states-look.csv', 35, 'loaded', 'needs_look', ${sql.json({
      cars: 400,
      rows: 3600,
      from: '2024-01-01T06:00:00',
      to: '2024-02-01T06:00:00',
      concerns: [{ code: 'blank_share', about: 'engine', value: 0.4, bound: 0.12 }],
      blanks: [{ column: 'engine', share: 0.4 }],
      newCodes: [],
      daysWithout: { count: 0, days: [] },
      rates: [],
    })}, now()) returning id`;
  await signIn(page, 'engineer', `/data/${row!['id']}`);
  await expect(page.getByTestId('concerns')).toContainText('MOTOR: 40.0% of the values are blank');
  await expect(page.getByTestId('quality')).toContainText(/Blank values\s*MOTOR\s*40\.0%/);
});
