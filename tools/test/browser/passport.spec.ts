import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import postgres from 'postgres';
import { putCars, removeCars } from '../fixtures/cars.ts';
import { deployAsPerson } from '../fixtures/deploy.ts';
import { call, modelForm } from '../fixtures/functions.ts';
import { carToFear, metadataOf, onnxFileOf, someCars, tellingModel, treeFileOf } from '../fixtures/models.ts';
import { accessToken, signedInClient, testStack } from '../stack.ts';
import { settled, signIn } from './support.ts';

/**
 * From a car to what was said of it, and from a model to its cars. A model of our own is put in use, with a snapshot of
 * cars of a year that no other test uses.
 */
const YEAR = '1909';
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const knr = (n: number) => `${YEAR}-${String(n).padStart(7, '0')}`;
const ASKED = knr(1);
let model: { id: number; name: string };

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(90_000);
  await removeCars(sql, YEAR);
  const cars = someCars(140, 5).map(({ row, failed }, i) => ({
    knr: knr(i + 1),
    features: i === 0 ? carToFear : row,
    roadTestAt: i === 0 ? null : `1909-03-01 10:${String(i % 60).padStart(2, '0')}:00`,
    failed: i === 0 ? null : failed,
  }));
  await putCars(sql, cars);
  await sql`insert into public.status_events (row_key, knr, status, checkpoint, passed_at, dataset_id) values
    (gen_random_uuid(), ${ASKED}, 'M620', 'CAB', '1909-03-01 08:00:00', 0),
    (gen_random_uuid(), ${ASKED}, 'M700', 'ZP7', '1909-03-01 08:41:00', 0)`;
  await sql`insert into public.failures (row_key, knr, checkpoint, station, failure, failure_group, found_at, dataset_id)
    values (gen_random_uuid(), ${ASKED}, 'ZP7', 'ZP7-1', 'Porta 01. Riscada', '133', '1909-03-01 08:50:00', 0)`;

  const trained = await tellingModel();
  const engineer = await signedInClient('engineer');
  const token = await accessToken(engineer);
  const name = `passport ${Date.now() % 1_000_000}`;
  const made = await call('createModel', token, {
    method: 'POST',
    body: modelForm(onnxFileOf(trained), metadataOf(name), treeFileOf(trained)),
  });
  expect(made.status).toBe(201);
  model = { id: made.body.id, name };
  const [snapshot] = await sql`
    insert into public.snapshots (sha256, storage_path, cars, failures, period_from, period_to, holdout_from)
    values ('passport', 'none', 139, 12, '1909-03-01', '1909-03-02', '1909-03-01 10:50:00') returning id`;
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => knr(from + i));
  await sql`insert into public.snapshot_cars (snapshot_id, learned, held_out, datasets) values
    (${snapshot!['id']}, ${numbers(2, 121)}, ${numbers(122, 140)},
      ${sql.json([{ id: 1, name: 'passport.csv', kind: 'failures', sha256: 'ab'.repeat(32), rows: 3 }])})`;
  await sql`update public.models set snapshot_id = ${snapshot!['id']} where id = ${model.id}`;
  await deployAsPerson(engineer, model.id, 'For its *passport*');
});

test.afterAll(async () => {
  await sql`update public.models set snapshot_id = null where id = ${model.id}`;
  await sql`delete from public.snapshots where sha256 = 'passport'`;
  await sql`delete from public.status_events where knr like ${`${YEAR}-%`}`;
  await sql`delete from public.failures where knr like ${`${YEAR}-%`}`;
  await removeCars(sql, YEAR);
  await sql.end();
});

test('from a predicted car to its passport, where the prediction stands with its outcome', async ({
  page,
}) => {
  await signIn(page, 'operator', '/gate');
  await page.getByLabel('KNR').fill(ASKED);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('decision')).toContainText('LONG', { timeout: 20_000 });
  await page.getByRole('link', { name: 'Car passport' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ASKED);
  await expect(page.getByTestId('training')).toContainText(
    `The model in use, ${model.name}, does not know this car`,
  );
  const prediction = page.getByTestId('predictions').getByRole('row').last();
  await expect(prediction).toContainText('LONG');
  await expect(prediction).toContainText('Not known yet');
  await expect(prediction.getByRole('link', { name: model.name })).toHaveAttribute(
    'href',
    `/models/${model.id}`,
  );
  const timeline = page.getByTestId('timeline');
  await expect(timeline.first().getByRole('listitem')).toHaveText([
    /8:00 AM\s*CAB\s*M620/,
    /8:41 AM\s*ZP7\s*M700\s*\+41\smin/,
    /8:50 AM\s*ZP7\s*Porta 01\. Riscada\s*ZP7-1 · group 133/,
  ]);
  await expect(timeline.last()).toContainText('Predicted: LONG');

  // The label arrives; who looks again sees what the prediction came to.
  await sql`update public.cars set road_test_at = '1909-03-01 09:00:00', road_test_failed = true,
    road_test_ended_at = '1909-03-01 09:30:00' where knr = ${ASKED}`;
  await page.reload();
  await expect(prediction).toContainText('Failure caught');
  await expect(page.getByText('Failed the road test').first()).toBeVisible();
  await expect(timeline.first().getByRole('listitem').last()).toContainText('Failed the road test');
});

test('another number is opened from the passport, by keyboard; a wrong and an unknown one are said to be so', async ({
  page,
}) => {
  await signIn(page, 'operator', '/cars');
  const field = page.getByLabel('KNR of a car');
  await field.fill('12-3');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('A KNR has the form');
  await field.fill(knr(2).replace('-', ''));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(knr(2));
  await expect(page.getByTestId('training')).toContainText('has learned from this car');
  await expect(page.getByText('Nobody has asked a model about this car yet.')).toBeVisible();
  await field.fill('1999-0000001');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Car 1999-0000001 is unknown');
  await page.goto('/cars/12');
  await expect(page.getByRole('alert')).toContainText('This is not a KNR');
});

test('a passport that cannot be read says so, and is read again', async ({ page }) => {
  await signIn(page, 'operator', '/cars');
  await page.route('**/rpc/car_passport*', (route) => route.abort());
  await page.goto(`/cars/${ASKED}`);
  await expect(page.getByRole('alert')).toContainText('No connection to the server');
  await page.unroute('**/rpc/car_passport*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('passport')).toBeVisible();
});

test('from the model to its cars, page by page, to a passport, and all of them as a file', async ({
  page,
}) => {
  await signIn(page, 'engineer', `/models/${model.id}`);
  await settled(page);
  const lineage = page.getByTestId('lineage');
  await expect(lineage).toContainText('passport.csv');
  await expect(lineage).toContainText('ab'.repeat(32));
  await lineage.getByTestId('parts').getByRole('link', { name: '120' }).click();
  const rows = page.getByTestId('model-cars').getByRole('row');
  await expect(rows).toHaveCount(51);
  await expect(rows.nth(1)).toContainText(knr(2));
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(page.getByTestId('pager')).toContainText('Page 2 of 3');
  await expect(rows.nth(1)).toContainText(knr(52));

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  const lines = readFileSync(await (await downloading).path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines).toHaveLength(121);
  expect(lines[1]).toMatch(new RegExp(`^${knr(2)},(true|false),1909-03-01T10:01:00,`));

  await page.getByRole('link', { name: 'Held out to measure 19' }).click();
  await expect(rows).toHaveCount(20);
  await page.getByRole('link', { name: knr(122) }).click();
  await expect(page.getByTestId('training')).toContainText('was measured on this car');
});

test('a model from elsewhere says plainly what is not known', async ({ page }) => {
  const [row] = await sql`
    insert into public.models (name, algorithm, storage_path, sha256, bytes, inputs, threshold, cars_trained)
    values ('passport: elsewhere', 'XGBoost', 'none.onnx', 'passport: elsewhere', 1, '[]', 0.1, 100) returning id`;
  try {
    await signIn(page, 'operator', `/models/${row!['id']}`);
    await settled(page);
    await expect(page.getByTestId('lineage')).toContainText('This model was trained elsewhere');
    await page.goto(`/models/${row!['id']}/cars`);
    await expect(page.getByText('Nobody knows which cars these were')).toBeVisible();
    await page.goto(`/models/${row!['id']}/card`);
    await expect(page.getByTestId('card')).toContainText('Not known here');
    await expect(page.getByTestId('card')).toContainText('nobody has measured it');
  } finally {
    await sql`delete from public.models where id = ${row!['id']}`;
  }
});

test('the model card in both languages, as Markdown, and for paper', async ({ page }) => {
  const verdict = {
    word: 'better',
    longTests: 65,
    failures: { both: 10, onlyModel: 9, onlyAgainst: 2, neither: 24 },
    difference: 0.155,
    interval: { low: 0.02, high: 0.29 },
    pValue: 0.0654,
  };
  const window = { from: '1909-03-01T00:00:00', to: '1909-03-31T00:00:00', cars: 793, failures: 45 };
  await sql`insert into public.evaluations (model_id, against_id, result)
    values (${model.id}, ${model.id}, ${sql.json({ window, comparison: { verdict } })})`;
  await signIn(page, 'engineer', `/models/${model.id}`);
  await page.getByRole('link', { name: 'Model card' }).click();
  const card = page.getByTestId('card');
  await expect(card.getByRole('heading', { level: 2 })).toHaveText([
    'What it is for',
    'Data',
    'How good it is',
    'Calibration',
    'What it looks at most',
    'Threshold',
    'Limits',
    'Decisions',
    'Newest comparison',
  ]);
  // Who decided is told to an engineer.
  await expect(card.getByRole('row').filter({ hasText: 'For its *passport*' })).toContainText('@');
  await expect(card).toContainText('Verdict: better');
  await expect(card).toContainText('+15.5 points (95%: +2 to +29)');

  const save = async () => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Markdown' }).click();
    return readFileSync(await (await downloading).path(), 'utf8');
  };
  const english = await save();
  expect(english).toMatch(new RegExp(`^# Model card: ${model.name}\n`));
  expect(english).toContain('## Limits');
  expect(english).toContain(`| passport.csv | Failures | 3 | ${'ab'.repeat(32)} |`);
  expect(english).toContain('For its \\*passport\\*');

  await page.getByTestId('language').click();
  await expect(card.getByRole('heading', { name: 'Para que serve' })).toBeVisible();
  const portuguese = await save();
  expect(portuguese).toMatch(new RegExp(`^# Ficha do modelo: ${model.name}\n`));
  expect(portuguese.match(/^## /gm)).toHaveLength(9);

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.getByRole('navigation')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Markdown' })).toBeHidden();
  const colors = await card.evaluate((sheet) => {
    const { color, backgroundColor } = getComputedStyle(sheet.querySelector('td')!);
    return [color, backgroundColor];
  });
  expect(colors).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
});
