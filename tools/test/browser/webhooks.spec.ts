import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import postgres from 'postgres';
import { testStack } from '../stack.ts';
import { signIn } from './support.ts';

/** An admin adds a receiver, keeps its secret, sends a test and reads what came back. */
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
let receiver: Server;
let address = '';
let status = 204;

test.beforeAll(async () => {
  receiver = createServer((_request, response) => {
    response.writeHead(status).end(status === 204 ? undefined : 'I am not ready');
  }).listen(0, '127.0.0.1');
  await new Promise((ready) => receiver.once('listening', ready));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
test.afterAll(async () => {
  receiver.close();
  await sql`delete from public.webhooks where address = ${address}`;
  await sql.end();
});

test('a receiver is added, tested, read about, switched off and removed', async ({ page }) => {
  await signIn(page, 'admin', '/webhooks');
  await page.getByLabel('Address').fill('https://me:secret@plant.example');
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await expect(page.getByRole('alert')).toContainText('without a name and password');
  await page.getByLabel('Address').fill(address);
  await page.getByLabel('Alarm').uncheck();
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await expect(page.getByTestId('secret')).toHaveText(/^\s*whsec_[A-Za-z0-9+/]{43}=\s*$/);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByTestId('secret')).toHaveCount(0);

  const card = page.locator('[data-webhook]').filter({ hasText: address });
  await expect(card).toContainText('Run finished');
  await expect(card).not.toContainText('Alarm');

  await card.getByRole('button', { name: 'Change what is sent' }).click();
  await expect(card.getByLabel('Alarm')).not.toBeChecked();
  for (const box of await card.getByRole('checkbox').all()) await box.uncheck();
  await expect(card.getByRole('button', { name: 'Save' })).toBeDisabled();
  await card.getByLabel('Alarm').check();
  await card.getByRole('button', { name: 'Save' }).click();
  await expect(card.getByRole('checkbox')).toHaveCount(0);
  await expect(card).toContainText('Alarm');
  await expect(card).not.toContainText('Run finished');
  const [kept] = await sql`select kinds, active from public.webhooks where address = ${address}`;
  expect(kept).toEqual({ kinds: ['alarm'], active: true });

  await card.getByRole('button', { name: 'Send a test' }).click();
  await expect(card.locator('[data-delivery]').first()).toHaveAttribute('data-state', 'delivered');
  status = 410;
  await card.getByRole('button', { name: /^Send again/ }).click();
  await expect(card).toHaveAttribute('data-active', 'false', { timeout: 20_000 });
  await expect(card).toContainText('The receiver said that it is gone (410).');
  await card.getByText('Tries: 2').click();
  await expect(card).toContainText('I am not ready');
  await card.getByRole('button', { name: 'Switch on' }).click();
  await expect(card).toHaveAttribute('data-active', 'true');
  await page.getByTestId('language').click();
  await expect(card.getByRole('button', { name: 'Enviar um teste' })).toBeVisible();
  await card.getByRole('button', { name: 'Remover', exact: true }).click();
  await card.getByRole('button', { name: 'Remover com o registro' }).click();
  await expect(card).toHaveCount(0);
});

test('an engineer is told that it is for admins', async ({ page }) => {
  await signIn(page, 'engineer', '/webhooks');
  await expect(page.getByText('Only an admin decides what is sent to other systems.')).toBeVisible();
});
