import { expect, test } from '@playwright/test';
import postgres from 'postgres';
import type { SearchResult } from '../../../shared/contracts/search.ts';
import { testStack } from '../stack.ts';
import { signIn } from './support.ts';

/** The page of a training run. Runs are put into the database as the trainer leaves them, and taken out again. */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const mine = { name: 'run page' };

async function removeRuns() {
  const runs = await sql`
    update public.training_runs set cancel_requested = true,
      status = case when status = 'queued' then 'cancelled' else status end
    where parameters ->> 'name' = ${mine.name} returning id`;
  for (const { id } of runs) await sql`select graphile_worker.remove_job(${`train:${id}`})`;
  await expect
    .poll(async () => {
      const active = await sql`select 1 from public.training_runs
        where parameters ->> 'name' = ${mine.name} and status = 'running'`;
      return active.length;
    })
    .toBe(0);
  await sql`delete from public.training_runs where parameters ->> 'name' = ${mine.name} and model_id is null`;
}
test.afterAll(async () => {
  await sql`update public.plant_settings set threshold_policy = 'f1', long_tests_per_shift = null, cars_per_shift = null`;
  await removeRuns();
  await sql.end();
});

const score = (logLoss: number, rocAuc: number) => ({
  logLoss,
  spread: 0.01,
  prAuc: rocAuc / 2,
  rocAuc,
  folds: [logLoss],
});
const trial = (number: number, logLoss: number, rocAuc: number, stopped = false) => ({
  ...score(logLoss, rocAuc),
  number,
  stopped,
  trees: [120, 90, 101],
  parameters: { learningRate: 0.05 * number, maxDepth: 4, rowSample: 0.8 },
});
const search: SearchResult = {
  budget: { trials: 4, seconds: 75 },
  folds: [{ learned: 1585, scored: 528, failures: 29 }],
  trials: [trial(1, 0.21, 0.71), trial(2, 0.19, 0.74), trial(3, 0.25, 0.6, true), trial(4, 0.2, 0.76)],
  baselines: { logistic: score(0.192, 0.73), baseRate: score(0.231, 0.5) },
  endedBy: 'trials',
  chosen: 2,
  defaultsKept: false,
  verdict: { beats: false, logistic: { lead: 0.002, error: 0.004 }, baseRate: { lead: 0.041, error: 0.006 } },
};

test('a run shows its trials, the best one first, and says that it does not beat a logistic regression', async ({
  page,
}) => {
  const [row] = await sql`
    insert into public.training_runs (status, cause, parameters, phase, progress, search, trial, trials, started_at,
      finished_at, not_before)
    values ('cancelled', 'labels', ${sql.json(mine)}, 'train', 0.8, ${sql.json(search)}, 4, 4, now() - interval '65 s',
      now(), now() + interval '1 day') returning id`;
  await signIn(page, 'operator', `/models/runs/${row!['id']}`);
  await expect(page.getByTestId('verdict')).toContainText('It does not beat a logistic regression.');
  await expect(page.getByTestId('verdict')).toContainText('0.0020 ± 0.0040');
  await expect(page.getByTestId('run-facts')).toContainText('new results arrived');
  await expect(page.getByTestId('run-facts')).toContainText('65 s');

  const table = page.getByTestId('trials');
  const order = () =>
    table.locator('tbody tr').evaluateAll((rows) => rows.map((each) => each.getAttribute('data-trial')));
  expect(await order()).toEqual(['2', '4', '1', '3']);
  await expect(table.locator('[data-trial="2"]')).toContainText('chosen');
  await expect(table.locator('[data-trial="3"]')).toContainText('stopped early');
  await expect(table.locator('[data-trial="1"]')).toContainText('learning rate 0.05 · depth 4 · cars 80.0%');
  await table.getByRole('button', { name: 'ROC AUC' }).click();
  expect(await order()).toEqual(['4', '2', '1', '3']);
  await expect(table.getByRole('columnheader', { name: 'ROC AUC' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  // Who may not train is offered no button.
  await expect(page.getByRole('button', { name: 'Train again' })).toHaveCount(0);
  for (const viewport of [
    { width: 820, height: 1180 },
    { width: 1180, height: 820 },
  ]) {
    await page.setViewportSize(viewport);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  }
  await page.getByTestId('language').click();
  await expect(page.getByTestId('verdict')).toContainText('Não vence uma regressão logística.');
});

test('a feature that tells the label stops a run, and an engineer accepts it', async ({ page }) => {
  const details = {
    feature: 'hours_on_line',
    auc: 0.997,
    features: [{ feature: 'hours_on_line', auc: 0.997 }],
  };
  const [row] = await sql`
    insert into public.training_runs (status, cause, parameters, phase, error, started_at, finished_at, not_before)
    values ('failed', 'button', ${sql.json({ ...mine, trees: 5 })}, 'split', ${sql.json({
      code: 'suspected_leak',
      message: 'hours_on_line by itself tells which cars fail (ROC AUC 0.997 on the newest cars).',
      details,
    })}, now(), now(), now() + interval '1 day') returning id`;
  await sql`update public.training_runs set status = 'cancelled' where status = 'queued'`;
  await signIn(page, 'engineer', '/models');
  await page
    .getByTestId('runs')
    .getByRole('link', { name: `Training run ${row!['id']}` })
    .click();
  await expect(page.getByTestId('run-failed')).toContainText('hours_on_line by itself tells which cars fail');
  await expect(page.getByTestId('run-failed')).toContainText('fails at the gate');
  await page.getByRole('button', { name: 'Accept and train again' }).click();
  await expect(page).not.toHaveURL(new RegExp(`/models/runs/${row!['id']}$`));
  const id = Number(new URL(page.url()).pathname.split('/').at(-1));
  const [next] = await sql`select parameters, cause from public.training_runs where id = ${id}`;
  expect(next).toEqual({
    cause: 'button',
    parameters: { ...mine, trees: 5, acceptLeaks: ['hours_on_line'] },
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Training run ${id}`);
  await removeRuns();
});

test('a run that is searching says which trial it is at and how long it still takes', async ({ page }) => {
  await sql`update public.training_runs set status = 'cancelled' where status = 'queued'`;
  const soFar = { ...search, trials: search.trials.slice(0, 2), endedBy: null, chosen: null, verdict: null };
  const [row] = await sql`
    insert into public.training_runs (status, cause, parameters, phase, progress, search, trial, trials, started_at,
      not_before)
    values ('running', 'button', ${sql.json(mine)}, 'search', 0.5, ${sql.json(soFar)}, 3, 4, now() - interval '3 minutes',
      now() + interval '1 day') returning id`;
  const id = Number(row!['id']);
  await signIn(page, 'engineer', `/models/runs/${id}`);
  await expect(page.getByTestId('run')).toContainText('Searching: trial 3 of at most 4');
  await expect(page.getByTestId('run')).toContainText('about 3 min left');
  await expect(page.getByTestId('trials').locator('tbody tr')).toHaveCount(2);
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  await expect(page.getByRole('button', { name: 'Cancelling…' })).toBeDisabled();
  await sql`update public.training_runs set status = 'cancelled', finished_at = now() where id = ${id}`;
  await expect(page.getByText('This run was cancelled.')).toBeVisible();
});

test('there is no such run, and it is said', async ({ page }) => {
  await signIn(page, 'operator', '/models/runs/987654321');
  await expect(page.getByText('There is no such training run')).toBeVisible();
});

test('an engineer says how many long tests a shift can do', async ({ page }) => {
  await signIn(page, 'engineer', '/settings/plant');
  const settings = page.getByTestId('settings');
  await settings.getByLabel('The threshold comes from').selectOption('capacity');
  await settings.getByLabel('Long tests a shift can do').fill('30');
  await settings.getByLabel('Cars that come in a shift').fill('120');
  await settings.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const [row] =
    await sql`select threshold_policy, long_tests_per_shift, cars_per_shift from public.plant_settings`;
  expect(row).toEqual({ threshold_policy: 'capacity', long_tests_per_shift: 30, cars_per_shift: 120 });
});
