import { expect, test } from '@playwright/test';
import postgres from 'postgres';
import { putCars, removeCars } from '../fixtures/cars.ts';
import { deployAsPerson } from '../fixtures/deploy.ts';
import { call, modelForm } from '../fixtures/functions.ts';
import { metadataOf, onnxFileOf, someCars, trainedModel, treeFileOf } from '../fixtures/models.ts';
import { accessToken, signedInClient, testStack } from '../stack.ts';
import { signIn } from './support.ts';

/**
 * A model is put in use, cars of a year that no other test uses are asked for, and their results come: what the page tells
 * of them. Other tests' answers are set aside meanwhile, as if their labels had been known.
 */
const YEAR = '1896';
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const knr = (n: number) => `${YEAR}-${String(n).padStart(7, '0')}`;
const CARS = 400;
let aside: number[];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(90_000);
  await removeCars(sql, YEAR);
  const cars = someCars(CARS, 6).map(({ row }, i) => ({
    knr: knr(i + 1),
    features: row,
    roadTestAt: null,
    failed: null,
  }));
  await putCars(sql, cars);
  // The plant's clock: cars of other tests' plants, years ago, are not expected at the gate, and not asked ahead.
  await sql`update public.car_features set last_point_at = now() at time zone 'utc' where knr = ${knr(1)}`;
  const trained = await trainedModel(Date.now() % 1_000_000);
  const engineer = await signedInClient('engineer');
  const made = await call('createModel', await accessToken(engineer), {
    method: 'POST',
    body: modelForm(
      onnxFileOf(trained),
      metadataOf(`monitored ${Date.now() % 1_000_000}`),
      treeFileOf(trained),
    ),
  });
  expect(made.status).toBe(201);
  await deployAsPerson(engineer, made.body.id, 'To be watched');
  const rows = await sql`update public.predictions set label_known = true where not label_known returning id`;
  aside = rows.map((row) => Number(row['id']));
  await sql`update public.plant_settings set audit_share = 0`;
});

test.afterAll(async () => {
  await sql`update public.predictions set label_known = false where id = any (${aside})`;
  await sql`update public.plant_settings set audit_share = 0.02`;
  await removeCars(sql, YEAR);
  await sql.end();
});

test('before anything was predicted the page says so, and leads to the prediction', async ({ page }) => {
  await signIn(page, 'engineer', '/monitoring');
  await expect(page.getByRole('heading', { name: 'Nothing was predicted yet' })).toBeVisible();
  await page.locator('main').getByRole('link', { name: 'Gate' }).click();
  await expect(page.getByLabel('KNR')).toBeFocused();
});

test('an operator decides otherwise with two taps, takes it back, and gives another reason', async ({
  page,
}) => {
  await signIn(page, 'operator', '/gate');
  await page.getByLabel('KNR').fill(knr(1));
  await page.keyboard.press('Enter');
  const decision = page.getByTestId('decision');
  await expect(decision).toContainText(knr(1), { timeout: 20_000 });
  await expect(decision).not.toContainText('%');
  await expect(page.getByTestId('probability')).toHaveCount(0);
  const other = (await decision.getAttribute('data-decision')) === 'long' ? 'short' : 'long';
  const override = page.getByTestId('override');
  await override.getByRole('button', { name: `Give the ${other} test instead` }).click();
  await override.getByRole('button', { name: 'Saw damage' }).click();
  await expect(override).toContainText(`Gets the ${other} test instead.`);
  await override.getByRole('button', { name: 'Take back' }).click();
  await override.getByRole('button', { name: `Give the ${other} test instead` }).click();
  await override.getByRole('button', { name: 'Another reason' }).click();
  await expect(override.getByRole('button', { name: 'Decide so' })).toBeDisabled();
  await override.getByLabel('Say why').fill('Smelled of fuel');
  await override.getByRole('button', { name: 'Decide so' }).click();
  await expect(override).toContainText('Smelled of fuel');

  await page.goto(`/cars/${knr(1)}`);
  const row = page.getByTestId('predictions').getByRole('row').last();
  await expect(row).toContainText(`Operator: ${other.toUpperCase()} instead`);
  await expect(row).toContainText('Another reason · Smelled of fuel');
  await expect(row).not.toContainText('%');
});

test('while no result is known the page has estimates only', async ({ page }) => {
  await signIn(page, 'engineer', '/monitoring');
  await expect(page.getByRole('status').or(page.getByText('No results yet')).first()).toBeVisible();
  await expect(page.getByText('No results yet')).toBeVisible();
  await expect(page.getByTestId('results')).toContainText('Result pending');
});

test('results turn into figures with intervals, by week and by 1,000 cars, and few failures into counts', async ({
  page,
}) => {
  const token = await accessToken(await signedInClient('engineer'));
  await sql`update public.plant_settings set audit_share = 0.2`;
  const knrs = Array.from({ length: CARS - 1 }, (_, i) => knr(i + 2));
  const answer = await call('predict', token, { json: { knrs } });
  expect(answer.status).toBe(200);
  // Four weeks ago few cars and few failures, then a hundred cars a week; what was answered long fails more often.
  await sql`
    update public.predictions p set created_at = now() - interval '7 days' * (1 + right(p.knr, 3)::integer / 100)
    where p.knr like ${`${YEAR}-%`} and p.knr <> ${knr(1)}`;
  await sql`
    update public.cars c set road_test_failed = (right(c.knr, 3)::integer % 5 = 0
      or (p.decision = 'long' and right(c.knr, 3)::integer % 2 = 0))
    from public.predictions p where p.knr = c.knr and c.knr like ${`${YEAR}-%`} and right(c.knr, 3)::integer between 1 and 340`;

  await signIn(page, 'engineer', '/monitoring');
  const results = page.getByTestId('results');
  await expect(results).toContainText(`Cars that were predicted: ${CARS}`);
  await expect(results.getByRole('listitem')).toHaveText([
    /Result known\s*340/,
    /Result pending/,
    /Never tested\s*\d+/,
  ]);
  await expect(page.getByTestId('total-precision')).toHaveText(/^\d+\.\d% \(\d+\.\d% to \d+\.\d%\)$/);
  const recall = page.getByTestId('measure-recall');
  await expect(recall.locator('svg').first()).toBeVisible();
  await recall.getByText('Figures as a table').click();
  await expect(recall.getByRole('row')).not.toHaveCount(2);
  await expect(recall.getByRole('columnheader', { name: 'From the audit lane' })).toBeVisible();

  // The week of the one car that the operator decided about: a count.
  const newest = page.getByTestId('measure-precision');
  await newest.getByText('Figures as a table').click();
  await expect(newest.getByRole('row').last()).toContainText(/\d of \d|–/);

  await expect(page.getByTestId('audit')).toContainText(/Cars drawn: \d+\. Results known: \d+\./);
  await expect(page.getByTestId('audit')).toContainText('with 95% confidence between');
  await expect(page.getByTestId('overrides')).toContainText('1 of 400 cars');
  await expect(page.getByTestId('overrides').getByRole('row').last()).toContainText('Another reason');

  let asked = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/rpc/performance')) asked++;
  });
  await page.getByText('1,000 cars').click();
  await recall.getByText('Figures as a table').click();
  await expect(recall.getByRole('row').last()).toContainText('1,000');
  expect(asked).toBe(1);
});

test('an operator reads it without the audit lane', async ({ page }) => {
  await signIn(page, 'operator', '/monitoring');
  await expect(page.getByTestId('results')).toBeVisible();
  await expect(page.getByTestId('audit')).toHaveCount(0);
  await expect(page.getByRole('columnheader', { name: 'From the audit lane' })).toHaveCount(0);
});
