import { expect, test, type Page } from '@playwright/test';
import postgres from 'postgres';
import { testStack } from '../stack.ts';
import { account, signIn } from './support.ts';

/** Candidates are answered as a person clicks, and the policy is changed. The models are rows: nothing is put in use here. */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const ids: number[] = [];
let policy: postgres.Row;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  [policy] = (await sql`select * from public.retrain_policy`) as unknown as [postgres.Row];
  for (const name of ['Older candidate', 'Newer candidate']) {
    const [run] = await sql`
      insert into public.training_runs (status, cause, causes, news, started_at, finished_at, not_before)
      values ('succeeded', 'labels',
        '[{"cause": "labels", "at": "2026-05-04T00:00:00Z", "labels": 412}, {"cause": "alarm", "at": "2026-05-04T00:00:00Z",
          "alarmId": 1, "feature": "value_mean_nm", "checkpoint": "ZP61", "since": "2026-05-03T12:00:00Z"}]',
        '{"modelId": 7, "cars": 412, "failures": 38, "alarms": []}', now(), now(), now()) returning id`;
    const [model] = await sql`
      insert into public.models (name, algorithm, storage_path, sha256, bytes, inputs, threshold, cars_trained, training_run_id)
      values (${name}, 'test', 'x.onnx', md5(random()::text), 1, '[]', 0.25, 100, ${run!['id']}) returning id`;
    ids.push(Number(model!['id']));
    await sql`update public.training_runs set model_id = ${model!['id']} where id = ${run!['id']}`;
    await sql`select graphile_worker.remove_job(${`evaluate_model:${model!['id']}`})`;
  }
});
test.afterAll(async () => {
  const { min_new_labels, on_alarm, schedule, time_zone, debounce_seconds } = policy;
  await sql`update public.retrain_policy set ${sql({ min_new_labels, on_alarm, schedule, time_zone, debounce_seconds })}`;
  // Answers are append-only: the models stay, out of the way of the tests that come after.
  await sql`insert into public.candidate_answers (model_id, answer, reason) select m.id, 'reject', 'of a test' from public.models m
    join public.candidates c on c.model_id = m.id where m.id = any (${ids}) and c.answer is distinct from 'reject'`;
  await sql.end();
});

const card = (page: Page, place: number) => page.locator(`[data-candidate="${ids[place]}"]`);

test('a candidate says why it was made, and an older one that it is older', async ({ page }) => {
  await signIn(page, 'engineer', '/inbox');
  await expect(card(page, 1).getByTestId('news')).toContainText(
    '412 new cars, 38 new failures since model 7; drift at ZP61 since May 3, 2026',
  );
  await expect(card(page, 1)).toContainText(
    'Started by itself: new results arrived · Started by itself: an alarm',
  );
  await expect(card(page, 0)).toContainText('Older: model');
  await expect(page.getByTestId('waiting')).toBeVisible();
  const drift = card(page, 1).getByTestId('news').getByRole('link');
  await expect(drift).toHaveText(/^drift at ZP61 since May 3, 2026: \S/);
  await drift.click();
  await expect(page).toHaveURL(/\/alarms\/1$/);
});

test('a rejection needs a reason, can be undone, and is listed', async ({ page }) => {
  await signIn(page, 'engineer', '/inbox');
  const reject = async (reason: string) => {
    await card(page, 0).getByRole('button', { name: 'Reject' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('button', { name: 'Reject' })).toBeDisabled();
    await dialog.getByLabel('Why is it not to be used?').fill(reason);
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await expect(dialog).toBeHidden();
    await expect(card(page, 0)).toBeHidden();
  };
  await reject('Learned from the week of the broken sensor');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(card(page, 0)).toBeVisible();
  await reject('Learned from the week of the broken sensor');
  const kept = page.locator(`[data-rejected="${ids[0]}"]`);
  await expect(kept).toContainText('Learned from the week of the broken sensor');
  await expect(kept).toContainText(account('engineer').email);
  await page.goto('/models');
  await expect(page.getByRole('row', { name: /Older candidate/ }).first()).toContainText('Rejected');
  await page.goto(`/models/${ids[0]}`);
  await expect(page.getByText('Rejected', { exact: true })).toBeVisible();
});

test('later puts a candidate off, and it can be answered all the same', async ({ page }) => {
  await signIn(page, 'engineer', '/inbox');
  await card(page, 1).getByRole('button', { name: 'Later' }).click();
  await card(page, 1).getByRole('button', { name: 'In a week' }).click();
  await expect(card(page, 1)).toBeHidden();
  const row = page.getByTestId('put-off').getByRole('listitem').filter({ hasText: 'Newer candidate' });
  await expect(row).toContainText('Back on');
  await row.getByRole('button', { name: 'Answer now' }).click();
  await expect(card(page, 1)).toBeVisible();
  await card(page, 1).getByRole('button', { name: 'Put in use' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('an operator reads the inbox and answers nothing', async ({ page }) => {
  await signIn(page, 'operator', '/inbox');
  await expect(card(page, 1)).toBeVisible();
  await expect(card(page, 1).getByRole('button')).toHaveCount(0);
  await page.goto('/policy');
  await expect(page.getByText('Engineers and admins change this.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save settings' })).toHaveCount(0);
});

test('the policy is changed, and a time zone that does not exist is refused', async ({ page }) => {
  await signIn(page, 'engineer', '/inbox');
  await page.locator('main').getByRole('link', { name: 'Retraining' }).click();
  await page.getByLabel('When enough new results have arrived').check();
  await page.getByLabel('Cars with a new road-test result').fill('777777');
  await page.getByLabel('On a schedule').check();
  await page.getByLabel('Time zone of the plant').fill('Plant/Hall');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('there is no time zone "Plant/Hall"')).toBeVisible();
  await page.getByLabel('Time zone of the plant').fill('America/Sao_Paulo');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Cars with a new road-test result')).toHaveValue('777777');
  await expect(page.getByLabel('Time zone of the plant')).toHaveValue('America/Sao_Paulo');
});
