import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, type Page } from '@playwright/test';
import type { SupabaseClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { generateAside } from '../../demo-plant/generate-aside.ts';
import { NO_FAULTS } from '../../demo-plant/options.ts';
import { signedInClient, testStack } from '../stack.ts';
import { account, decide, signIn } from './support.ts';

/**
 * Two models, of before and after the plant's planted change, are compared, one is put in use with a threshold chosen by
 * the long tests of a shift, and rolled back: as a person clicks.
 */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
/** A year that no other test uses, later than those of the tests that run before. */
const START = '2029-01-01';
const folder = mkdtempSync(join(tmpdir(), 'halle-decide-'));
let engineer: SupabaseClient;
const model = { before: 0, after: 0 };

test.describe.configure({ mode: 'serial' });

async function until(what: string, ready: () => Promise<boolean>, seconds = 120): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(200)) if (await ready()) return;
  throw new Error(`${what} did not happen within ${seconds} s`);
}

async function load(paths: string[]): Promise<void> {
  const names = paths.map((path) => `decide_${path.replaceAll('/', '_')}`);
  for (const [i, path] of paths.entries()) {
    const bytes = new Blob([readFileSync(join(folder, path))]);
    const { error } = await engineer.storage
      .from('uploads')
      .upload(`${path.split('/')[0]}/${names[i]}`, bytes);
    expect(error).toBeNull();
  }
  await until('loading', async () => {
    const rows = await sql`select status from public.datasets where name = any (${names})`;
    expect(rows.filter((row) => row['status'] === 'failed')).toEqual([]);
    return rows.filter((row) => row['status'] === 'loaded').length === names.length;
  });
}

async function train(name: string): Promise<number> {
  const { data: run, error } = await engineer.functions.invoke('createModel/runs', {
    method: 'POST',
    body: { cause: 'button', parameters: { name, trees: 120, search: { trials: 1 } } },
  });
  expect(error).toBeNull();
  let id = 0;
  await until('the run', async () => {
    const [row] = await sql`select status, error, model_id from public.training_runs where id = ${run.id}`;
    if (row!['status'] === 'failed') throw new Error(JSON.stringify(row!['error']));
    id = Number(row!['model_id'] ?? 0);
    return row!['status'] === 'succeeded';
  });
  return id;
}

test.beforeAll(async () => {
  test.setTimeout(400_000);
  engineer = await signedInClient('engineer');
  const plant = await generateAside({
    out: folder,
    cars: 2400,
    months: 4,
    changeMonth: 3,
    seed: 6,
    start: START,
    files: 4,
    resultCars: 1200,
    format: 'csv',
    faults: NO_FAULTS,
  });
  // Half of the files of each kind end where the plant changes.
  const half = (from: number) =>
    (['failures', 'results', 'status'] as const).flatMap((kind) =>
      plant.files
        .filter((file) => file.kind === kind)
        .slice(from, from + 2)
        .map(({ path }) => path),
    );
  await load(half(0));
  model.before = await train('Before the change');
  await load(half(2));
  model.after = await train('After the change');
});
test.afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sql.end();
});

const comparePage = () => `/compare?model=${model.after}&against=${model.before}`;
const entry = (page: Page, place: number) => page.getByTestId('ledger').locator('[data-entry]').nth(place);

async function measured(page: Page): Promise<void> {
  await expect(page.getByTestId('verdict')).toBeVisible({ timeout: 40_000 });
}

test('the model from before the change is put in use from its page', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'engineer', `/models/${model.before}`);
  await page.getByRole('button', { name: 'Put in use' }).click();
  await decide(page, 'The best that we have');
  await expect(page.getByText('“Before the change” is now in use.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Change threshold' })).toBeVisible();
});

test('the comparison says in a word, a sentence and a picture which one is better', async ({ page }) => {
  await signIn(page, 'engineer', comparePage());
  await measured(page);
  const verdict = page.getByTestId('verdict');
  const words = {
    better: 'Better',
    worse: 'Worse',
    no_difference: 'No difference shown',
    not_enough_failures: 'Not enough failures to tell',
  };
  const word = (await verdict.getAttribute('data-word')) as keyof typeof words;
  await expect(verdict.getByRole('heading')).toHaveText(words[word]);
  await expect(verdict).toContainText(
    /With the same \d+ long tests it catches \d+ of the \d+ failing cars that Before the change #\d+ misses, and misses \d+ of the \d+/,
  );
  await expect(verdict).toContainText(/\(p [=<] [01]\.\d{3}\)/);
  await expect(verdict).toContainText(/Failures caught: \S+ points \(95%: \S+ to \S+\)/);
  // An interval is marked by a word, not by its colour.
  const row = page.getByTestId('metrics').locator('[data-metric="rocAuc"]');
  await expect(row).toContainText(/[+-]?0\.\d{3} to /);
  await expect(row).toContainText(/better|worse|may be luck/);
  await expect(page.getByTestId('metrics')).toContainText('Naive rule');
  await expect(page.getByText(/McNemar’s exact test/)).toBeVisible();
  await page.getByTestId('reliability').getByText('Figures as a table').click();
  await expect(page.getByTestId('reliability').getByRole('columnheader', { name: 'Model' })).toBeVisible();
});

test('cars that one alone catches are listed with their reasons, lead to the car, and are a file', async ({
  page,
}) => {
  await signIn(page, 'engineer', comparePage());
  await measured(page);
  const flips = page.getByTestId('flips');
  const tabs = flips.getByRole('tab');
  await expect(tabs).toHaveCount(2);
  const counts = await tabs.evaluateAll((all) =>
    all.map((each) => Number(/(\d+)\s*$/.exec(each.textContent)![1])),
  );
  const fuller = counts[0]! >= counts[1]! ? 0 : 1;
  expect(counts[fuller]).toBeGreaterThan(0);
  await tabs.nth(fuller).focus();
  await page.keyboard.press('Enter');
  const first = flips
    .getByRole('listitem')
    .filter({ has: page.getByRole('link') })
    .first();
  const knr = await first.getByRole('link').innerText();
  expect(await first.getByRole('link').getAttribute('href')).toBe(`/cars/${knr}`);
  await expect(first).toContainText('Why it was caught');
  const downloading = page.waitForEvent('download');
  await flips.getByRole('button', { name: 'Download CSV' }).click();
  const lines = readFileSync(await (await downloading).path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines[0]).toContain('knr,road_test_at,probability_');
  expect(lines).toHaveLength(counts[fuller]! + 1);
  expect(lines[1]).toContain(knr);
});

test('the slider is moved by keyboard, its figures follow, and its threshold is the one that is put in use', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await signIn(page, 'engineer', comparePage());
  await measured(page);
  const capacity = page.getByTestId('capacity');
  const slider = capacity.getByRole('slider', { name: 'Long tests a shift' });
  const figures = capacity.getByTestId('capacity-figures').getByRole('row');
  // A candidate can be put off from here, and that taken back.
  await page.getByTestId('side-0').getByRole('button', { name: 'Later' }).click();
  await page.getByTestId('side-0').getByRole('button', { name: 'In a week' }).click();
  await expect(page.getByText('“After the change” comes back later.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('“After the change” waits for an answer again.')).toBeVisible();

  let asked = 0;
  page.on('request', (request) => (asked += request.url().includes('/functions/v1/') ? 1 : 0));
  await capacity.getByLabel('Cars a shift').fill('200');
  await page.keyboard.press('Tab');
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', '0 long tests for 200 cars a shift');
  await expect(figures.filter({ hasText: 'Failures caught' })).toContainText(/Failures caught\s*0/);
  for (let step = 0; step < 30; step++) await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', '30 long tests for 200 cars a shift');
  await expect(figures.filter({ hasText: 'Failures caught' })).not.toContainText(/Failures caught\s*0/);
  // Both models' probabilities are parted where the slider stands, and the server is not asked.
  const parted = capacity.getByTestId('scores').locator('[data-threshold]');
  await expect(parted).toHaveCount(2);
  expect(Number(await parted.first().getAttribute('data-threshold'))).toBeLessThan(0.5);
  expect(asked).toBe(0);
  const thresholds = figures.filter({ hasText: 'Threshold' }).getByRole('cell');
  const chosen = await thresholds.first().innerText();
  expect(chosen).toMatch(/^\d+\.\d{1,2}%$/);
  await expect(capacity).toContainText('offers the threshold chosen here');

  await page.getByTestId('side-0').getByRole('button', { name: 'Put in use' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: /chosen on the comparison/ })).toBeChecked();
  await expect(dialog.getByTestId('deploy-next')).toContainText(`threshold ${chosen}`);
  await expect(dialog.getByTestId('frozen')).toContainText('against Before the change');
  await expect(dialog.getByTestId('frozen')).toContainText(/Measured .*, on [\d,]+ cars/);
  await dialog.getByRole('radio', { name: /own threshold/ }).check();
  await expect(dialog.getByTestId('deploy-next')).not.toContainText(`threshold ${chosen}`);
  await dialog.getByRole('radio', { name: /chosen on the comparison/ }).check();
  await decide(page, 'Thirty long tests for 200 cars can be done');
  await expect(page.getByText('“After the change” is now in use.')).toBeVisible();

  await page.getByRole('link', { name: 'Ledger' }).click();
  await expect(entry(page, 0)).toContainText('After the change');
  await expect(entry(page, 0)).toContainText(chosen);
  await expect(entry(page, 0)).toContainText('Thirty long tests for 200 cars can be done');
  await expect(entry(page, 0)).toContainText(account('engineer').email);
  await expect(entry(page, 0)).toHaveAttribute('aria-current', 'true');
});

test('the ledger goes back to an earlier decision in one step, and its chain is intact', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'engineer', '/ledger');
  await expect(entry(page, 0).getByRole('button', { name: 'Roll back to this' })).toHaveCount(0);
  const number = await entry(page, 1).getAttribute('data-entry');
  await entry(page, 1).getByRole('button', { name: 'Roll back to this' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading', { name: 'Roll back to “Before the change”?' })).toBeVisible();
  await expect(dialog.getByTestId('frozen')).toHaveCount(0);
  await decide(page, 'The shift cannot do so many', 'Roll back');
  await expect(dialog.locator('[data-check="comparison"]')).toHaveCount(0);
  await expect(entry(page, 0)).toContainText(`Rolled back to entry ${number} of`);
  await expect(entry(page, 0)).toContainText('Before the change');
  for (const [place, reason] of [
    [0, 'The shift cannot do so many'],
    [1, 'Thirty long tests for 200 cars can be done'],
    [2, 'The best that we have'],
  ] as const)
    await expect(entry(page, place)).toContainText(reason);
  await expect(page.getByTestId('chain')).toHaveAttribute('data-intact', 'true');
  const all = Number((await sql`select count(*) from public.deployments`)[0]!['count']);
  await expect(page.getByTestId('chain')).toContainText(`Entries: ${all}.`);

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  const text = readFileSync(await (await downloading).path(), 'utf8');
  expect(text.trim().split('\r\n')).toHaveLength(all + 1);
  expect(text).toContain('The shift cannot do so many');

  await entry(page, 1).getByRole('link', { name: 'See it' }).click();
  await expect(page.getByRole('heading', { name: /What entry \d+ was based on/ })).toBeVisible();
  await expect(page.getByTestId('verdict')).toContainText('Before the change');
  await expect(page.getByRole('button', { name: 'Put in use' })).toHaveCount(0);
});

test('only the threshold of the model in use is changed, and the ledger says from what to what', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await signIn(page, 'engineer', `/models/${model.before}`);
  await page.getByRole('button', { name: 'Change threshold' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Nothing would change');
  await dialog.getByRole('radio', { name: 'another' }).check();
  await dialog.getByLabel('Threshold in per cent').fill('12.5');
  await decide(page, 'Between the two shifts', 'Change threshold');
  await page.goto('/ledger');
  await expect(entry(page, 0)).toContainText(/Threshold changed from \d+\.\d+% to 12\.5%/);
});

test('of two people at once the second is told who was first, and sees it as it is now', async ({
  page,
  browser,
}) => {
  test.setTimeout(150_000);
  await signIn(page, 'engineer', comparePage());
  await measured(page);
  await page.getByTestId('side-0').getByRole('button', { name: 'Put in use' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByTestId('deploy-now')).toContainText('Before the change');
  await expect(dialog.locator('[data-check="file"]')).toBeVisible({ timeout: 40_000 });

  const other = await (await browser.newContext()).newPage();
  await signIn(other, 'admin', comparePage());
  await measured(other);
  await other.getByTestId('side-0').getByRole('button', { name: 'Put in use' }).click();
  await decide(other, 'The night shift needs it now');
  await other.context().close();

  await dialog.getByLabel(/^Why/).fill('I was about to say the same');
  await dialog.getByRole('radio', { name: 'another' }).check();
  await dialog.getByLabel('Threshold in per cent').fill('20');
  await dialog.getByRole('button', { name: 'Put in use' }).click();
  const told = dialog.getByRole('alert');
  await expect(told).toContainText(`Somebody was first: ${account('admin').email} put After the change`);
  await expect(told).toContainText('Nothing of yours was done');
  await expect(dialog.getByTestId('deploy-now')).toContainText('After the change');
  await expect(dialog.getByLabel(/^Why/)).toHaveValue('I was about to say the same');
  // After having seen it, the decision can be made.
  await decide(page, 'Twenty per cent is enough', 'Change threshold');
  await page.goto('/ledger');
  await expect(entry(page, 0)).toContainText('Twenty per cent is enough');
  await expect(entry(page, 1)).toContainText('The night shift needs it now');
});

test('a failed check blocks an engineer; an admin goes on and says why, which is marked', async ({
  page,
  browser,
}) => {
  test.setTimeout(150_000);
  await sql`update public.evaluations set created_at = now() - interval '25 hours' where model_id = ${model.before}`;
  await signIn(page, 'engineer', `/compare?model=${model.after}&against=${model.before}`);
  await measured(page);
  await page.getByTestId('side-1').getByRole('button', { name: 'Put in use' }).click();
  const dialog = page.getByRole('dialog');
  const comparison = dialog.locator('[data-check="comparison"]');
  await expect(comparison).toHaveAttribute('data-result', 'failed', { timeout: 40_000 });
  await expect(comparison).toContainText('Compare it on the newest cars.');
  await dialog.getByLabel(/^Why/).fill('I do not care');
  await expect(dialog.getByRole('button', { name: 'Put in use' })).toBeDisabled();
  await expect(dialog).toContainText('It cannot be put in use: a check has failed.');
  await expect(dialog.getByLabel(/^Go on in spite of this/)).toHaveCount(0);

  const admin = await (await browser.newContext()).newPage();
  await signIn(admin, 'admin', `/compare?model=${model.after}&against=${model.before}`);
  await measured(admin);
  await admin.getByTestId('side-1').getByRole('button', { name: 'Put in use' }).click();
  const asked = admin.getByRole('dialog');
  await expect(asked.locator('[data-check="comparison"]')).toHaveAttribute('data-result', 'failed', {
    timeout: 40_000,
  });
  await asked.getByLabel(/^Why/).fill('Back to what we know');
  await expect(asked.getByRole('button', { name: 'Put in use' })).toBeDisabled();
  await asked.getByLabel(/^Go on in spite of this/).fill('It was in use yesterday');
  await asked.getByRole('button', { name: 'Put in use' }).click();
  await expect(asked).toBeHidden();
  await admin.goto('/ledger');
  await expect(entry(admin, 0).getByTestId('override')).toContainText('It was in use yesterday');
  await expect(entry(admin, 0)).toContainText('It was compared in the last 24 hours');
  await admin.context().close();
});

test('too few cars: a window that would do is offered and measured, and stands in the address', async ({
  page,
}) => {
  await signIn(page, 'engineer', `${comparePage()}&from=2029-04-20T00%3A00%3A00&to=2029-04-20T06%3A00%3A00`);
  await expect(page.getByRole('alert')).toContainText('cars', { timeout: 40_000 });
  await page.getByRole('button', { name: 'Measure these' }).click();
  await measured(page);
  expect(new URL(page.url()).searchParams.get('from')).not.toBe('2029-04-20T00:00:00');
  await page.getByRole('button', { name: 'Measure the newest cars instead' }).click();
  await measured(page);
  expect(new URL(page.url()).searchParams.get('from')).toBeNull();
});

test('an operator reads the comparison and the ledger, decides nothing, and is not told who did', async ({
  page,
}) => {
  await signIn(page, 'operator', comparePage());
  await measured(page);
  await expect(page.getByText('Only an engineer or an admin decides')).toBeVisible();
  await expect(page.getByRole('button', { name: /Put in use|Change threshold/ })).toHaveCount(0);
  await expect(page.getByTestId('capacity').getByRole('slider')).toBeVisible();
  await page.goto('/ledger');
  await expect(entry(page, 0)).toContainText('Back to what we know');
  await expect(entry(page, 0)).not.toContainText('@');
  await expect(page.getByRole('button', { name: 'Roll back to this' })).toHaveCount(0);
  await expect(page.getByTestId('chain')).toHaveCount(0);
});

test('in Portuguese, on a tablet: nothing is in English, nothing is cut off', async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 820, height: 1180 });
  const cutOff = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await signIn(page, 'engineer', comparePage());
  await page.getByTestId('language').click();
  await measured(page);
  await expect(page.getByTestId('verdict')).toContainText(
    /Com os mesmos [\d.]+ testes longos, acha \d+ dos \d+ carros com falha/,
  );
  await expect(
    page.getByTestId('capacity').getByRole('slider', { name: 'Testes longos por turno' }),
  ).toBeVisible();
  expect(await cutOff()).toBeLessThanOrEqual(0);
  await page.getByTestId('side-0').getByRole('button', { name: 'Pôr em uso' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('[data-check="file"]')).toContainText('O arquivo é o que foi registrado: sim', {
    timeout: 40_000,
  });
  await expect(dialog).toContainText('Comparação guardada com a decisão');
  await page.keyboard.press('Escape');
  await page.goto('/ledger');
  await expect(page.getByRole('heading', { name: 'Livro de decisões', level: 1 })).toBeVisible();
  await expect(page.getByTestId('chain')).toContainText('A cadeia está íntegra');
  await expect(page.getByTestId('ledger')).toContainText(/Limiar mudado de \d+,\d+% para 12,5%/);
  expect(await cutOff()).toBeLessThanOrEqual(0);
});
