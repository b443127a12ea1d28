import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../trainer/tests/own-stack.ts';
import { writeWeb } from '../deploy/web.ts';
import { childEnvironment } from '../stack/child.ts';
import { freePort } from '../stack/ports.ts';
import { securityHeaders } from '../web-headers/headers.ts';

/**
 * What compose.yaml's service `web` does: Caddy with our Caddyfile and the files of a deployment, at other places. Needs Caddy
 * (Debian's package `caddy`); the stack of these tests has built the application.
 */
const hasCaddy = spawnSync('caddy', ['version'], { stdio: 'ignore' }).status === 0;
const apiUrl = 'https://plant.example.org';
const folder = mkdtempSync(join(tmpdir(), 'halle-caddy-'));
const files = join(folder, 'srv');
let caddy: ChildProcess | undefined;
let address = '';
let said = '';

beforeAll(async () => {
  if (!hasCaddy) return;
  writeWeb(files, { apiUrl, publishableKey: 'sb_publishable_test' });
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  const ours = readFileSync(join(import.meta.dirname, 'Caddyfile'), 'utf8');
  const moved = [
    [':8080 {', `http://127.0.0.1:${port} {`],
    ['root * /srv', `root * ${files}`],
    ['import headers.caddy', `import ${files}.caddy`],
  ].reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from!, to!);
  }, ours);
  const config = join(folder, 'Caddyfile');
  writeFileSync(config, moved);
  caddy = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', config], {
    env: childEnvironment({ HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  caddy.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until('Caddy', () => fetch(address).catch(() => null)).catch((error: unknown) => {
    throw new Error(`${String(error)}; it said ${said}`);
  });
}, 60_000);
afterAll(async () => {
  caddy?.kill('SIGTERM');
  await until('the end of Caddy', () => !caddy || caddy.exitCode !== null || caddy.signalCode !== null);
  rmSync(folder, { recursive: true });
});

test.skipIf(!hasCaddy)('any page is the application, with the security headers of its build', async () => {
  const page = readFileSync(join(files, 'index.html'), 'utf8');
  for (const path of ['/', '/models/3?tab=cars', '/gate']) {
    const answer = await fetch(address + path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(page);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    for (const [name, value] of Object.entries(securityHeaders(page, apiUrl)))
      expect(answer.headers.get(name), name).toBe(value);
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
  }
  const config = await fetch(`${address}/config.json`);
  expect(await config.json()).toEqual({ apiUrl, publishableKey: 'sb_publishable_test' });
});

test.skipIf(!hasCaddy)('a versioned file is kept for ever, and goes out as it was packed', async () => {
  const [script] = globSync('_app/immutable/entry/*.js', { cwd: files });
  const answer = await fetch(`${address}/${script}`, { headers: { 'accept-encoding': 'br' } });
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('content-encoding')).toBe('br');
  expect(answer.headers.get('content-type')).toContain('javascript');
  expect(await answer.text()).toBe(readFileSync(join(files, script!), 'utf8'));
});
