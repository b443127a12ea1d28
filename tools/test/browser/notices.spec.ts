import { expect, test } from '@playwright/test';
import postgres from 'postgres';
import { testStack } from '../stack.ts';
import { signIn } from './support.ts';

/** The bell: what happens while a page is open, in both languages, read once. */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const ids: number[] = [];

async function failRun(message: string): Promise<void> {
  const [row] = await sql`
    insert into public.training_runs (status, cause, not_before)
    values ('queued', 'button', now() + interval '1 day') returning id`;
  ids.push(Number(row!['id']));
  await sql`
    update public.training_runs set status = 'failed', finished_at = now(), error = ${sql.json({ code: 'internal', message })}
    where id = ${row!['id']}`;
  await sql`select graphile_worker.remove_job(${`train:${row!['id']}`})`;
}

test.beforeAll(() => sql`delete from public.notices`);
test.afterAll(async () => {
  await sql`delete from public.notices`;
  await sql`delete from public.training_runs where id = any (${ids})`;
  await sql.end();
});

test('the bell counts what happens while a page is open, leads to it, and forgets what was read', async ({
  page,
}) => {
  await signIn(page, 'engineer', '/cars');
  const bell = page.getByTestId('bell');
  await expect(bell).toHaveAttribute('data-unread', '0');
  await failRun('The disk was full.');
  await failRun('The disk was full again.');
  await expect(bell).toHaveAttribute('data-unread', '2', { timeout: 20_000 });
  await expect(bell).toHaveAccessibleName('Unread notices: 2');
  await bell.focus();
  await page.keyboard.press('Enter');
  const list = page.getByTestId('notices');
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(list).toContainText('The disk was full.');
  await list.getByRole('link', { name: `Training run ${ids[1]} failed` }).click();
  await expect(page).toHaveURL(new RegExp(`/models/runs/${ids[1]}$`));
  await expect(list).toBeHidden();
  await expect(bell).toHaveAttribute('data-unread', '1');

  await page.getByTestId('language').click();
  await expect(bell).toHaveAccessibleName('Avisos não lidos: 1');
  await bell.click();
  await expect(list.getByRole('link', { name: `O treinamento ${ids[0]} falhou` })).toBeVisible();
  await list.getByRole('button', { name: 'Marcar todos como lidos' }).click();
  await expect(bell).toHaveAttribute('data-unread', '0');
  await page.reload();
  await expect(bell).toHaveAttribute('data-unread', '0');
});

test('a file is named without the folder that its upload stands in', async ({ page }) => {
  await sql`
    insert into public.notices (kind, facts) values ('dataset_needs_look',
      '{"datasetId": 1, "name": "0f3c9a/results.csv", "kind": "results", "why": "quality"}')`;
  await signIn(page, 'engineer', '/cars');
  await page.getByTestId('bell').click();
  await expect(page.getByRole('link', { name: '“results.csv” needs a look' })).toBeVisible();
});

test('an operator is not told of a run', async ({ page }) => {
  await signIn(page, 'operator', '/cars');
  await page.getByTestId('bell').click();
  await expect(page.getByTestId('notices')).toContainText('Nothing has happened yet');
});
