import { expect, test, type Page } from '@playwright/test';
import postgres from 'postgres';
import type { Finding, Picture } from '../../../shared/contracts/monitor.ts';
import { deployAsPerson } from '../fixtures/deploy.ts';
import { call, modelForm } from '../fixtures/functions.ts';
import { metadataOf, onnxFileOf, trainedModel, treeFileOf } from '../fixtures/models.ts';
import { accessToken, signedInClient, testStack } from '../stack.ts';
import { signIn } from './support.ts';

/** Windows and alarms as the trainer keeps them: from the panel to an alarm's page, the calendar, and its end. */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const days = (n: number) => new Date(Date.UTC(2026, 3, 6, 12) + n * 86_400_000).toISOString();
let model: number;
const alarms: Record<string, number> = {};

test.describe.configure({ mode: 'serial' });

const finding = (feature: string, more: Partial<Finding> = {}): Finding => ({
  feature,
  pValue: 0.4,
  corrected: 0.8,
  drifted: false,
  effect: 0.2,
  ...more,
});
const usual = ['probability', 'engine', 'failures_total', 'value_mean_nm'].map((each) => finding(each));
const changed = usual.map((each) =>
  each.feature === 'engine'
    ? finding('engine', { pValue: 1e-9, corrected: 2e-9, drifted: true, effect: 42.3 })
    : each.feature === 'failures_total'
      ? finding('failures_total', { pValue: 0.001, corrected: 0.0041, drifted: true, effect: null })
      : each,
);
const engines: Picture = {
  kind: 'category',
  mean: null,
  bins: [
    { category: 'CWL', reference: 0.7, now: 0.12 },
    { category: 'DSN', reference: 0.3, now: 0.88 },
  ],
};
const failures: Picture = {
  kind: 'number',
  mean: { reference: 1.1, now: 2.4 },
  bins: [
    { from: null, to: 1, reference: 0.5, now: 0.2 },
    { from: 1, to: 3, reference: 0.4, now: 0.35 },
    { from: 3, to: null, reference: 0.1, now: 0.45 },
  ],
};

async function putAlarm(feature: string, picture: Picture, p: number, effect: number | null): Promise<void> {
  const [row] = await sql`
    insert into public.alarms (model_id, feature, since, first_window, last_window, window_cars, p_value, effect, picture)
    values (${model}, ${feature}, ${days(3)}, 4, 6, 100, ${p}, ${effect}, ${sql.json(picture)}) returning id`;
  alarms[feature] = Number(row!['id']);
}

test.beforeAll(async () => {
  test.setTimeout(90_000);
  const trained = await trainedModel(Date.now() % 1_000_000);
  const engineer = await signedInClient('engineer');
  const made = await call('createModel', await accessToken(engineer), {
    method: 'POST',
    body: modelForm(onnxFileOf(trained), metadataOf('drifting'), treeFileOf(trained)),
  });
  expect(made.status).toBe(201);
  model = made.body.id;
  await deployAsPerson(engineer, model, 'To be watched for drift');
  const [snapshot] = await sql`
    insert into public.snapshots (sha256, storage_path, cars, failures, period_from, period_to, holdout_from)
    values ('drift', 'none', 1008, 60, '2026-01-05', '2026-02-16', '2026-02-01') returning id`;
  await sql`update public.models set snapshot_id = ${snapshot!['id']} where id = ${model}`;
  for (let number = 1; number <= 6; number++) {
    await sql`
      insert into public.monitor_windows (model_id, number, cars, first_prediction, last_prediction, first_at, last_at, untested, findings)
      values (${model}, ${number}, 100, ${number * 100}, ${number * 100 + 99}, ${days(number - 1)}, ${days(number)},
        ${number === 1 ? 'few_cars' : null}, ${sql.json(number === 1 ? [] : number > 3 ? changed : usual)})`;
  }
  await putAlarm('failures_total', failures, 0.0041, null);
  await putAlarm('engine', engines, 2e-9, 42.3);
});

test.afterAll(async () => {
  await sql`delete from public.calendar_events where note like 'drift test%'`;
  await sql`delete from public.alarms where model_id = ${model}`;
  await sql`delete from public.monitor_windows where model_id = ${model}`;
  await sql`delete from public.notices where kind = 'alarm' and (facts ->> 'modelId')::bigint = ${model}`;
  await sql`update public.models set snapshot_id = null where id = ${model}`;
  await sql`delete from public.snapshots where sha256 = 'drift'`;
  await sql.end();
});

const panel = (page: Page) => page.getByTestId('drift');
const openAlarm = (page: Page) => panel(page).getByRole('link', { name: /^Engine is different/ });

test('the panel shows the windows, and the alarms with the largest effect first', async ({ page }) => {
  await signIn(page, 'engineer', '/monitoring');
  await expect(page.getByTestId('drift-windows').getByRole('listitem')).toHaveText([
    /^Window 1, .*: not compared$/,
    /^Window 2, .*: as usual$/,
    /^Window 3, .*: as usual$/,
    /^Window 4, .*: 2 features differ$/,
    /^Window 5, .*: 2 features differ$/,
    /^Window 6, .*: 2 features differ$/,
  ]);
  await expect(panel(page).getByRole('link')).toHaveText([
    'Engine is different since Apr 9, 2026: 88.0% of the cars have DSN, 30.0% had. About 42 failures more per 1,000 cars are predicted.',
    'Failures before the road test is higher since Apr 9, 2026 (checkpoint not known): 45.0% of the cars have 3 or more, 10.0% had. What it does to the predicted number of failures is not known.',
  ]);
  // The windows above tell of three of the model's inputs only.
  const leftOut = panel(page).getByTestId('left-out');
  await leftOut.getByText(/^Features that are not compared, because .*: \d+$/).click();
  await expect(leftOut.getByRole('listitem').filter({ hasText: 'Color' })).toBeVisible();
  await expect(leftOut.getByRole('listitem').filter({ hasText: 'Engine' })).toHaveCount(0);
});

test('an alarm’s page says how it was found, with a picture and its windows', async ({ page }) => {
  await signIn(page, 'engineer', '/monitoring');
  await openAlarm(page).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Alarm ${alarms['engine']}`);
  await expect(page.getByTestId('alarm-picture').getByRole('row')).toHaveText([
    /Learned from\s*Now/,
    /CWL\s*70.0%\s*12.0%/,
    /DSN\s*30.0%\s*88.0%/,
  ]);
  await expect(page.getByText('(p < 0.001, corrected for the number of features)')).toBeVisible();
  const windows = page.getByRole('region', { name: 'The windows before and after' }).getByRole('row');
  await expect(windows.nth(1)).toContainText(/^\s*6.*< 0.001\s*\+42\s*$/);
  await expect(windows.nth(4)).toContainText(/^\s*3.*0.800\s*\+0.2\s*$/);
  await expect(windows.nth(6)).toContainText('is smaller than three windows');
  await expect(page.getByText('The answers of this window are no longer kept.')).toBeVisible();
});

test('an event of the calendar explains an alarm until it is taken back', async ({ page }) => {
  await signIn(page, 'engineer', '/monitoring');
  const calendar = page.getByTestId('calendar');
  const day = page.getByLabel('From');
  await day.fill('2026-04-08');
  await page.getByLabel('To', { exact: true }).fill('2026-04-07');
  await expect(calendar.getByRole('button', { name: 'Add' })).toBeDisabled();
  await page.getByLabel('To', { exact: true }).fill('2026-04-10');
  await page.getByLabel('What').selectOption('New supplier');
  await page.getByLabel('Note').fill('drift test: the other motor plant');
  await calendar.getByRole('button', { name: 'Add' }).click();
  const event = calendar.getByRole('listitem').filter({ hasText: 'the other motor plant' });
  await expect(event).toContainText('Apr 8, 2026 – Apr 10, 2026');
  await expect(panel(page).getByText('Expected', { exact: true })).toHaveCount(2);
  await openAlarm(page).click();
  await expect(page.getByText('Expected: New supplier, Apr 8, 2026 to Apr 10, 2026')).toBeVisible();
  await expect(page.getByText('drift test: the other motor plant')).toBeVisible();

  await page.getByRole('link', { name: 'Monitoring' }).last().click();
  await event.getByRole('button', { name: 'Remove' }).click();
  await expect(event).toHaveCount(0);
  await expect(panel(page).getByText('Expected', { exact: true })).toHaveCount(0);
});

test('an operator reads it all and changes nothing', async ({ page }) => {
  await sql`insert into public.calendar_events (starts_on, ends_on, kind, note)
    values ('2026-01-01', '2026-01-02', 'shutdown', 'drift test: a shutdown')`;
  await signIn(page, 'operator', '/monitoring');
  await expect(openAlarm(page)).toBeVisible();
  await expect(page.getByTestId('calendar').getByRole('listitem')).toContainText('a shutdown');
  await expect(panel(page).getByRole('button')).toHaveCount(0);
  await openAlarm(page).click();
  await expect(page.getByTestId('alarm-picture')).toBeVisible();
  await expect(page.locator('main').getByRole('button')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Cars of the window' })).toHaveCount(0);
});

test('an alarm is closed with a reason, which stays with it', async ({ page }) => {
  await signIn(page, 'engineer', `/alarms/${alarms['engine']}`);
  const close = page.getByRole('button', { name: 'Close with reason' });
  await page.getByLabel('Reason').fill('no');
  await expect(close).toBeDisabled();
  await page.getByLabel('Reason').fill('The motor plant has changed');
  await close.click();
  await expect(page.getByText(/^Closed on .*: The motor plant has changed$/)).toBeVisible();
  await expect(close).toHaveCount(0);
  await page.goto('/monitoring');
  await expect(openAlarm(page)).toHaveCount(0);
  await panel(page).getByText('Closed (1)').click();
  await expect(
    panel(page).getByRole('listitem').filter({ hasText: 'The motor plant has changed' }),
  ).toContainText('Engine');
});

test('a model without a tree file, or without its cars, says what is not compared', async ({ page }) => {
  const [kept] =
    await sql`select trees_path, trees_sha256, snapshot_id from public.models where id = ${model}`;
  try {
    await sql`update public.models set trees_path = null, trees_sha256 = null where id = ${model}`;
    await signIn(page, 'engineer', '/monitoring');
    await expect(panel(page).getByTestId('left-out')).toContainText('it came without a tree file');
    await page.goto(`/alarms/${alarms['failures_total']}`);
    await expect(page.getByTestId('left-out')).toContainText('it came without a tree file');
    await sql`update public.models set snapshot_id = null where id = ${model}`;
    await page.goto('/monitoring');
    await expect(panel(page)).toContainText('came without the cars that it learned from');
    await expect(panel(page).getByTestId('left-out')).toHaveCount(0);
  } finally {
    await sql`update public.models set ${sql(kept!, 'trees_path', 'trees_sha256', 'snapshot_id')} where id = ${model}`;
  }
});
