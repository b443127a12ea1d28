import { expect, test } from '@playwright/test';
import postgres from 'postgres';
import type { FeatureRow } from '../../../shared/features/catalogue.ts';
import { putCars, removeCars } from '../fixtures/cars.ts';
import { deployAsPerson } from '../fixtures/deploy.ts';
import { call, modelForm } from '../fixtures/functions.ts';
import {
  carToFear,
  carToTrust,
  metadataOf,
  onnxFileOf,
  tellingModel,
  treeFileOf,
} from '../fixtures/models.ts';
import { accessToken, signedInClient, testStack } from '../stack.ts';
import { signIn } from './support.ts';

/** A model's importance and curves. The models are put into the database and taken out again. */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const bin = (value: number, contribution: number, cars: number) => ({
  from: value,
  to: value,
  mean: value,
  contribution,
  cars,
});
const curves = [
  {
    feature: 'failures_zp7',
    bins: [bin(0, -0.34, 900), bin(1, 0.05, 400), bin(2, 0.61, 120)],
    categories: [],
    missing: null,
  },
  {
    feature: 'minutes_cab_to_zp7',
    bins: [
      { ...bin(12, -0.1, 700), to: 40.5, mean: 31 },
      { ...bin(41, 0.2, 690), to: 1340, mean: 77 },
    ],
    categories: [],
    missing: { contribution: 0.08, cars: 30 },
  },
  {
    feature: 'engine',
    bins: [],
    categories: [
      { category: 'CWL', contribution: -0.02, cars: 1000 },
      { category: 'DSN', contribution: 0.3, cars: 420 },
    ],
    missing: null,
  },
];

async function putModel(name: string, importance: object[], dependence: object[]): Promise<number> {
  const [row] = await sql`
    insert into public.models (name, algorithm, storage_path, sha256, bytes, inputs, threshold, cars_trained, importance, dependence)
    values (${name}, 'a test', 'none.onnx', ${name}, 1, '[]', 0.1, 100, ${sql.json(importance as never)}, ${sql.json(dependence as never)})
    returning id`;
  return Number(row!['id']);
}

/** A year that no other test uses. */
const YEAR = '1907';

test.afterAll(async () => {
  await sql`update public.plant_settings set audit_share = 0.02`;
  await removeCars(sql, YEAR);
  await sql`delete from public.models where name like 'curves:%'`;
  await sql.end();
});

test('a feature is chosen by keyboard and its curve stands beside it, with the figures in a table', async ({
  page,
}) => {
  const importance = curves.map(({ feature }, i) => ({ feature, gain: 9, contribution: 0.3 - i / 10 }));
  const id = await putModel('curves: three', importance, curves);
  await signIn(page, 'engineer', `/models/${id}`);
  const list = page.getByTestId('importance');
  const curve = page.getByTestId('curve');
  await expect(curve.getByRole('heading')).toHaveText('Curve of Failures at ZP7');
  await expect(list.getByRole('button', { pressed: true })).toContainText('Failures at ZP7');

  await list.getByRole('button', { name: 'Failures at ZP7' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(curve.getByRole('heading')).toHaveText('Curve of Minutes from CAB to ZP7');
  await expect(list.getByRole('button', { pressed: true })).toContainText('Minutes from CAB to ZP7');
  await expect(list.getByRole('button', { pressed: true })).toBeFocused();
  await curve.getByText('Figures as a table').click();
  await expect(curve.getByRole('row')).toHaveText([
    /Value\s*Contribution\s*Cars/,
    /12 min – 40.5 min\s*-0.1\s*700/,
    /41 min – 1,340 min\s*\+0.2\s*690/,
    /not known\s*\+0.08\s*30/,
  ]);

  await page.getByTestId('language').click();
  await list.getByRole('button', { name: 'Motor' }).click();
  await expect(curve.getByRole('heading')).toHaveText('Curva de Motor');
  await curve.getByText('Números em tabela').click();
  await expect(curve.getByRole('row').last()).toHaveText(/DSN\s*\+0,3\s*420/);
});

test('a model without a tree file shows the gains, and says why there is no curve', async ({ page }) => {
  const id = await putModel(
    'curves: none',
    [
      { feature: 'failures_zp7', gain: 3 },
      { feature: 'engine', gain: 1 },
    ],
    [],
  );
  await signIn(page, 'operator', `/models/${id}`);
  await expect(page.getByTestId('importance')).toContainText(/Failures at ZP7\s*75\.0%/);
  await expect(page.getByTestId('importance').getByRole('button')).toHaveCount(0);
  await expect(page.getByText('No curves for this model')).toBeVisible();
});

test('on a phone nothing of the curve is cut off', async ({ page }) => {
  const importance = curves.map(({ feature }) => ({ feature, gain: 9, contribution: 0.3 }));
  const id = await putModel('curves: small', importance, curves);
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, 'engineer', `/models/${id}`);
  await expect(page.getByTestId('curve').locator('svg')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('the gate reads why, as sentences in the reader’s language', async ({ page }) => {
  test.setTimeout(60_000);
  const model = await tellingModel();
  const engineer = await signedInClient('engineer');
  const made = await call('createModel', await accessToken(engineer), {
    method: 'POST',
    body: modelForm(onnxFileOf(model), metadataOf('says why'), treeFileOf(model)),
  });
  expect(made.status).toBe(201);
  await deployAsPerson(engineer, made.body.id, 'says why');
  const car = (n: number, features: FeatureRow) => ({
    knr: `${YEAR}-000000${n}`,
    features,
    roadTestAt: null,
    failed: null,
  });
  await putCars(sql, [car(1, carToFear), car(2, carToTrust)]);
  // No car is drawn for the audit lane: which test the model says is what is asked here.
  await sql`update public.plant_settings set audit_share = 0`;
  // An operator is told no weights.
  await signIn(page, 'engineer', '/gate');
  const reasons = page.getByTestId('reasons').getByRole('listitem');
  await page.getByLabel('KNR').fill(`${YEAR}-0000001`);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('decision')).toContainText('LONG', { timeout: 20_000 });
  await expect(reasons.filter({ hasText: '7 failures before the road test; plant average 1' })).toContainText(
    /\+\d+(\.\d)? points/,
  );
  await expect(reasons.filter({ hasText: 'Engine: DSN; most cars have CWL' })).toBeVisible();

  await page.getByTestId('language').click();
  await page.getByLabel('KNR').fill(`${YEAR}-0000002`);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('decision')).toContainText('CURTO', { timeout: 20_000 });
  await expect(page.getByText('O que fala contra uma falha, o mais forte primeiro.')).toBeVisible();
  await expect(reasons.filter({ hasText: '0 falhas antes da rodagem; média da planta 1' })).toContainText(
    /-\d+(,\d)? pontos/,
  );
});
