import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';

interface StackFile {
  webUrl: string;
  accounts: { email: string; password: string; role: Role }[];
}
export type Role = 'operator' | 'engineer' | 'admin';

/** The running stack's addresses and accounts. @throws when HALLE_STACK is not set */
export function stackFile(): StackFile {
  const path = process.env['HALLE_STACK'];
  if (!path) throw new Error('HALLE_STACK is not set: run the browser tests by "npm test".');
  return JSON.parse(readFileSync(path, 'utf8')) as StackFile;
}

export function account(role: Role) {
  const found = stackFile().accounts.find((each) => each.role === role);
  if (!found) throw new Error(`The stack has no ${role}.`);
  return found;
}

/** Fills the sign-in page that is on the screen, in English. */
export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Opens `path` as somebody of this role. */
export async function signIn(page: Page, role: Role, path = '/'): Promise<void> {
  const { email, password } = account(role);
  await page.goto(path);
  await fillSignIn(page, email, password);
  await expect(page.getByTestId('whoami')).toContainText(email);
}

/**
 * Gives the open decision dialog its reason and confirms it, as an engineer does: waits for the checks, and compares
 * where no comparison is fresh enough.
 */
export async function decide(page: Page, reason: string, confirm = 'Put in use'): Promise<void> {
  const dialog = page.getByRole('dialog');
  const checks = dialog.getByTestId('preflight');
  await expect(checks.locator('[data-check="file"]')).toHaveAttribute('data-result', 'ok', {
    timeout: 40_000,
  });
  const compare = dialog.getByRole('button', { name: 'Compare again' });
  if (await compare.isVisible()) {
    await compare.click();
    await expect(checks.locator('[data-check="comparison"]')).toHaveAttribute('data-result', 'ok', {
      timeout: 60_000,
    });
  }
  await dialog.getByLabel(/^Why/).fill('no');
  await expect(dialog.getByRole('button', { name: confirm })).toBeDisabled();
  await dialog.getByLabel(/^Why/).fill(reason);
  await dialog.getByRole('button', { name: confirm }).click();
  await expect(dialog).toBeHidden();
}

const tokens = new Map<Role, string>();
/** As `signIn`, by the token of the first time: for tests of many pages, of which none is about signing in. */
export async function stepIn(page: Page, role: Role, path: string): Promise<void> {
  const kept = tokens.get(role);
  if (kept === undefined) {
    await signIn(page, role, path);
    tokens.set(role, await page.evaluate(() => localStorage.getItem('halle-session') ?? ''));
    return;
  }
  await page.addInitScript((token) => localStorage.setItem('halle-session', token), kept);
  await page.goto(path);
  await expect(page.getByTestId('whoami')).toContainText(account(role).email);
}

/** Nothing loads any more, also of what loads only when it is seen: that is brought to sight. */
export async function settled(page: Page): Promise<void> {
  await expect(async () => {
    await page.evaluate(() => document.querySelector('[aria-busy="true"]')?.scrollIntoView());
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
}

/** What the page's content security policy refuses from now on, on every address that is opened. */
export async function policyViolations(page: Page): Promise<string[]> {
  const found: string[] = [];
  const MARK = 'refused by policy:';
  page.on('console', (message) => {
    if (message.text().startsWith(MARK)) found.push(message.text());
  });
  await page.addInitScript((mark) => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.debug(
        mark,
        event.effectiveDirective,
        event.blockedURI,
        event.sourceFile,
        event.lineNumber,
        event.sample,
      ),
    );
  }, MARK);
  return found;
}
