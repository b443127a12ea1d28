import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import postgres from 'postgres';
import { call } from '../fixtures/functions.ts';
import { accessToken, signedInClient, testStack } from '../stack.ts';
import { GatePlant } from './gate-plant.ts';
import { signIn } from './support.ts';

const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const plant = new GatePlant(sql, '1893');
const { knr } = plant;
const UNHEARD = '1893-9999999';
const NOTHING = '1893-8888888';

test.use({ serviceWorkers: 'allow', viewport: { width: 1180, height: 820 } });

test.beforeAll(async () => {
  test.setTimeout(90_000);
  await plant.build(40);
  await sql`insert into public.cars (knr) values (${NOTHING})`;
  await sql`select private.refresh_features(array[${NOTHING}])`;
});
test.afterAll(async () => {
  await plant.remove();
  await sql.end();
});

/** As a scanner types: without a pause, whatever has the focus. */
async function scan(page: Page, text: string, end: 'Enter' | 'Tab' = 'Enter') {
  await page.keyboard.type(text);
  await page.keyboard.press(end);
}
const field = (page: Page) => page.getByLabel('KNR');
const decision = (page: Page) => page.getByTestId('decision');
const open = async (page: Page) => {
  await signIn(page, 'operator', '/gate');
  await expect(field(page)).toBeFocused();
};
/** The application is kept for a start without a connection. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    return (await caches.match('/')) !== undefined && navigator.serviceWorker.controller !== null;
  });

test('the address of before leads to the gate', async ({ page }) => {
  await signIn(page, 'operator', '/predict');
  await expect(page).toHaveURL(/\/gate$/);
});

test('a scanner types and ends with Enter or Tab, with more around the number, and the next scan replaces the answer', async ({
  page,
}) => {
  await open(page);
  await scan(page, `]C1${knr(1).replace('-', '')}`);
  await expect(decision(page)).toContainText(knr(1));
  await expect(decision(page)).toHaveAttribute('data-decision', 'long');
  await expect(page.getByTestId('word')).toHaveText('LONG');
  await expect(field(page)).toBeFocused();
  await scan(page, `*${knr(2)}*`, 'Tab');
  await expect(decision(page)).toContainText(knr(2));
  await expect(page.getByTestId('word')).toHaveText('SHORT');
  await expect(field(page)).toBeFocused();
  // Two scans faster than their answers: each is asked, and the last one stands.
  await scan(page, knr(3));
  await scan(page, knr(4));
  await expect(decision(page)).toContainText(knr(4));
  await expect.poll(async () => (await plant.asked()).map((each) => each.knr)).toEqual([1, 2, 3, 4].map(knr));
});

test('the field has the focus again after a tap beside, an override, one of the last cars, and coming back', async ({
  page,
}) => {
  await open(page);
  await page.mouse.click(10, 700);
  await expect(field(page)).toBeFocused();
  await page.locator('main').click({ position: { x: 4, y: 60 } });
  await expect(field(page)).toBeFocused();
  await scan(page, knr(5));
  const override = page.getByTestId('override');
  await override.getByRole('button', { name: 'Give the short test instead' }).click();
  await expect(override.getByRole('button', { name: 'Heard or smelled something' })).toBeFocused();
  await override.getByRole('button', { name: 'No capacity for long tests' }).click();
  await expect(override).toContainText('Gets the short test instead.');
  await expect(field(page)).toBeFocused();
  const row = page.getByTestId('last').getByRole('button', { name: knr(5) });
  await expect(row).toContainText('Operator: SHORT instead');

  // Another car, then this one again from the list: with what the operator decided, which can be taken back.
  await scan(page, knr(6));
  await expect(decision(page)).toContainText(knr(6));
  await row.click();
  await expect(decision(page)).toContainText(knr(5));
  await expect(override).toContainText('Gets the short test instead.');
  await expect(field(page)).toBeFocused();
  // By keyboard, a button can be reached, and a scan goes to the field all the same.
  await page.keyboard.press('Tab');
  await expect(field(page)).not.toBeFocused();
  await scan(page, knr(5));
  await expect(field(page)).toBeFocused();
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await expect(field(page)).toBeFocused();
});

test('on a tablet, upright or not, all of an answer is seen without scrolling, and the word is 100 pixels high', async ({
  page,
}) => {
  await open(page);
  for (const viewport of [
    { width: 820, height: 1180 },
    { width: 1180, height: 820 },
  ]) {
    await page.setViewportSize(viewport);
    await scan(page, knr(7));
    await expect(decision(page)).toContainText(knr(7));
    await expect(page.getByTestId('reasons').getByRole('listitem').first()).toBeVisible();
    for (const part of [
      field(page),
      decision(page),
      page.getByTestId('reasons'),
      page.getByTestId('override'),
    ])
      await expect(part).toBeInViewport({ ratio: 1 });
    const letters = await page.getByTestId('word').evaluate((word) => {
      const pen = document.createElement('canvas').getContext('2d')!;
      const { fontWeight, fontSize, fontFamily } = getComputedStyle(word);
      pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
      return pen.measureText(word.textContent.trim()).actualBoundingBoxAscent;
    });
    expect(letters).toBeGreaterThanOrEqual(100);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    for (const button of await page.getByTestId('last').getByRole('button').all())
      expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(48);
  }
});

test('of the last cars twenty are there, newest first', async ({ page }) => {
  const token = await accessToken(await signedInClient('operator'));
  for (let n = 11; n <= 32; n++) {
    const json = { knr: knr(n), requestId: randomUUID() };
    expect((await call('predict', token, { json })).status).toBe(200);
  }
  await open(page);
  const rows = page.getByTestId('last').getByRole('button');
  await expect(rows.first()).toContainText(knr(32), { timeout: 30_000 });
  await expect(rows).toHaveCount(20);
  await expect(rows.last()).toContainText(knr(13));
});

test('expected cars stand in order of arrival, already answered; one that is typed is shown at once and leaves', async ({
  page,
}) => {
  await plant.pass(33, 20);
  await plant.pass(34, 40);
  await open(page);
  const rows = page.getByTestId('expected').getByRole('button');
  await expect(rows).toHaveText([/1893-0000034\s*SHORT/, /1893-0000033\s*LONG/]);
  const ahead =
    await sql`select knr, ahead, request_id from public.predictions where knr in (${knr(33)}, ${knr(34)})`;
  expect(ahead.every((row) => row['ahead'] && row['request_id'] === null)).toBe(true);

  // The gate's own answer is held up: what was known stands there meanwhile.
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/functions/v1/predict', async (route) => {
    await held;
    await route.continue();
  });
  await scan(page, knr(33));
  await expect(decision(page)).toContainText('LONG');
  await expect(page.getByTestId('before')).toContainText(/Answered at .*, before the car came/);
  go();
  await expect(page.getByTestId('before')).toHaveCount(0);
  await expect(page.getByTestId('override')).toBeVisible();
  await expect(rows).toHaveText([/1893-0000034/]);
  // A tap asks for the next one.
  await rows.first().click();
  await expect(decision(page)).toContainText(knr(34));
  await expect(page.getByTestId('word')).toHaveText('SHORT');
  await expect(field(page)).toBeFocused();
  await expect(page.getByTestId('expected')).toContainText('No car is on its way.');
});

test('without a connection what is typed is kept, over a reload, and sent later: once, in order, late', async ({
  page,
  context,
}) => {
  test.setTimeout(90_000);
  await plant.pass(35, 10);
  await open(page);
  await expect(page.getByTestId('expected').getByRole('button')).toHaveText([/1893-0000035\s*LONG/]);
  await expect.poll(() => kept(page)).toBe(true);
  const before = (await plant.asked()).length;

  await context.setOffline(true);
  const band = page.getByTestId('connection');
  await expect(band).toContainText('No connection');
  await scan(page, knr(36));
  const unanswered = page.getByTestId('unanswered');
  await expect(unanswered).toContainText('NO ANSWER');
  await expect(unanswered).toContainText('the plant’s rule is the long test');
  await scan(page, knr(35));
  await expect(decision(page)).toContainText('LONG');
  await expect(page.getByTestId('before')).toContainText('before the car came');
  await scan(page, UNHEARD);
  await expect(unanswered).toContainText(UNHEARD);
  await expect(page.getByTestId('unsent')).toHaveText('Waiting to be sent: 3.');

  await page.reload();
  await expect(field(page)).toBeFocused({ timeout: 20_000 });
  await expect(band).toContainText('No connection');
  await expect(page.getByTestId('unsent')).toHaveText('Waiting to be sent: 3.');
  await scan(page, knr(37));
  await expect(page.getByTestId('waits')).toHaveText(
    [knr(37), UNHEARD, knr(35), knr(36)].map((each) => new RegExp(each)),
  );
  // What the list had of before is there, too.
  await expect(page.getByTestId('last').getByRole('button').first()).toBeVisible();

  await context.setOffline(false);
  await expect(page.getByTestId('waits')).toHaveCount(0, { timeout: 30_000 });
  await expect(band).not.toContainText('No connection');
  await expect(band).toContainText(`${UNHEARD} gets no answer.`);
  const sent = (await plant.asked()).slice(before);
  expect(sent).toEqual([36, 35, 37].map((n) => ({ knr: knr(n), late: true })));
  await expect(decision(page)).toContainText(knr(37));
  await expect(page.getByTestId('late')).toContainText('Answered late');
  await expect(page.getByTestId('override')).toHaveCount(0);
  await expect(page.getByTestId('last').getByRole('button', { name: knr(36) })).toContainText('late');
  await band.getByRole('button', { name: 'Close' }).click();
  await expect(band).not.toContainText(UNHEARD);
});

test('an answer that is lost on its way is asked for again and kept once', async ({ page }) => {
  await open(page);
  let lost = 0;
  await page.route('**/functions/v1/predict', async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await scan(page, knr(38));
  await expect(decision(page)).toContainText(knr(38), { timeout: 20_000 });
  expect(lost).toBeGreaterThan(1);
  const mine = (await plant.asked()).filter((each) => each.knr === knr(38));
  expect(mine).toEqual([{ knr: knr(38), late: true }]);
});

test('a session that runs out without a connection is no reason to sign in again', async ({
  page,
  context,
}) => {
  await open(page);
  await context.setOffline(true);
  await page.evaluate(() => {
    const session = JSON.parse(localStorage.getItem('halle-session')!);
    localStorage.setItem('halle-session', JSON.stringify({ ...session, expires_at: 1_000_000 }));
  });
  await scan(page, knr(39));
  await expect(page.getByTestId('unanswered')).toContainText(knr(39));
  // Longer than the gate waits for an answer.
  await page.waitForTimeout(9_000);
  await expect(page.getByTestId('unsent')).toHaveText('Waiting to be sent: 1.');
  await context.setOffline(false);
  await expect(decision(page)).toContainText(knr(39), { timeout: 45_000 });
  expect((await plant.asked()).filter((each) => each.knr === knr(39))).toEqual([
    { knr: knr(39), late: true },
  ]);
});

test('in Portuguese: too little data is LONGO and says so, reasons are the plant’s language', async ({
  page,
}) => {
  await open(page);
  await page.getByTestId('language').click();
  await expect(page.getByRole('heading', { name: 'Portão', level: 1 })).toBeAttached();
  await scan(page, NOTHING);
  await expect(page.getByTestId('word')).toHaveText('LONGO');
  await expect(decision(page)).toContainText(
    'Sabe-se pouco demais deste carro, por isso ele faz o teste longo.',
  );
  await expect(page.getByTestId('reasons')).toHaveCount(0);
  await scan(page, knr(9));
  await expect(page.getByTestId('reasons')).toContainText('7 falhas antes da rodagem; média da planta 1');
});

test('an unknown car, and a plant without a model, are said to be so', async ({ page }) => {
  await open(page);
  await scan(page, UNHEARD);
  await expect(page.getByRole('alert')).toContainText(`Car ${UNHEARD} is unknown`);
  await page.route('**/functions/v1/predict', (route) =>
    route.fulfill({
      status: 409,
      json: { error: { code: 'no_model_in_use', message: 'No model is in use yet.' } },
    }),
  );
  await scan(page, knr(10));
  await expect(page.getByRole('alert')).toContainText('An engineer has to put a model in use');
  await expect(field(page)).toBeFocused();
});
