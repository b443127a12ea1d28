import { expect, test } from '@playwright/test';
import postgres from 'postgres';
import { testStack } from '../stack.ts';
import { signIn } from './support.ts';

/** How the machinery is, in words; a job that failed is tried again by a click. */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
test.afterAll(async () => {
  await sql`select graphile_worker.remove_job('health-spec')`;
  await sql.end();
});

test('each part has a word and why, and a failed job is tried again', async ({ page }) => {
  const [job] = await sql`
    select id from graphile_worker.add_job('health_spec', '{}', job_key => 'health-spec', max_attempts => 3)`;
  await sql`
    update graphile_worker._private_jobs set attempts = 3, last_error = 'The disk was full.' where id = ${job!['id']}`;
  await signIn(page, 'engineer', '/models');
  await page.getByTestId('bell').click();
  await page.getByRole('link', { name: 'Health of the machinery' }).click();
  const part = (name: string) => page.locator(`[data-part="${name}"]`);
  await expect(part('trainers')).toHaveAttribute('data-word', 'good');
  await expect(part('trainers')).toContainText(/Alive now: \d/);
  await expect(part('failed')).toHaveAttribute('data-word', 'bad');
  await expect(part('failed')).toContainText('The disk was full.');
  await expect(part('database').getByRole('row')).toHaveCount(11);
  await expect(part('versions')).toContainText('1.30.0');
  await part('failed')
    .getByRole('button', { name: `Try again: health_spec, job ${job!['id']}` })
    .click();
  await expect(page.locator(`[data-job="${job!['id']}"]`)).toHaveCount(0);
  const [after] = await sql`select attempts from graphile_worker.jobs where id = ${job!['id']}`;
  expect(after!['attempts']).toBe(0);
  const predictions = part('upkeep').getByLabel('Predictions');
  const before = await predictions.inputValue();
  await predictions.fill('700');
  await part('upkeep').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.reload();
  await expect(predictions).toHaveValue('700');
  await predictions.fill(before);
  await part('upkeep').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByTestId('language').click();
  await expect(page.getByRole('heading', { name: 'Saúde', level: 1 })).toBeVisible();
  await expect(part('trainers')).toContainText('Vivos agora');
});

test('an operator is told that it is for engineers', async ({ page }) => {
  await signIn(page, 'operator', '/health');
  await expect(page.getByText('Only an engineer or an admin sees how the machinery is.')).toBeVisible();
  await expect(page.getByTestId('health')).toHaveCount(0);
});
