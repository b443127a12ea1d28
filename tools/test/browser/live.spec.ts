import { expect, test, type Page } from '@playwright/test';
import postgres from 'postgres';
import { testStack } from '../stack.ts';
import { signIn } from './support.ts';

/** How often pages ask: once for what they show, and no more when they are left. */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const address = 'https://live.example/hook';

test.afterAll(async () => {
  await sql`delete from public.webhooks where address = ${address}`;
  await sql`delete from public.training_runs where parameters ->> 'name' = 'live'`;
  await sql`delete from public.datasets where name = 'live.csv'`;
  await sql.end();
});

/** Counts what is asked for from now on. */
function asked(page: Page, part: string): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.method() !== 'OPTIONS' && decodeURIComponent(request.url()).includes(part)) count++;
  });
  return () => count;
}

test('a page reads what it shows once', async ({ page }) => {
  const [run] = await sql`
    insert into public.training_runs (status, cause, parameters, started_at, finished_at)
    values ('cancelled', 'button', '{"name": "live"}', now(), now()) returning id`;
  const [dataset] = await sql`
    insert into public.datasets (kind, name, storage_path, status, finished_at)
    values ('status', 'live.csv', 'live.csv', 'failed', now()) returning id`;
  await signIn(page, 'engineer', '/models');
  for (const [path, part, seen] of [
    ['/monitoring', '/rpc/performance', page.getByRole('heading', { level: 2 }).first()],
    [`/models/runs/${run!['id']}`, `/training_runs?select=`, page.getByTestId('run-page')],
    [`/data/${dataset!['id']}`, `/datasets?select=`, page.getByTestId('file-page')],
  ] as const) {
    const count = asked(page, part);
    await page.goto(path);
    await expect(seen).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(count(), path).toBe(1);
  }
});

test('work that ends after its page was left asks for nothing more', async ({ page }) => {
  await signIn(page, 'admin', '/webhooks');
  let answer = () => undefined as void;
  const held = new Promise<void>((done) => (answer = done));
  await page.route('**/rpc/create_webhook', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByLabel('Address').fill(address);
  const made = page.waitForResponse('**/rpc/create_webhook');
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await page.getByRole('navigation').getByRole('link', { name: 'Models' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Models' })).toBeVisible();
  const count = asked(page, '/webhooks?select=');
  answer();
  await made;
  await page.waitForLoadState('networkidle');
  expect(count()).toBe(0);
});
