import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { FORMATS } from './formats.ts';
import { securityHeaders } from './headers.ts';

const page =
  '<script id="config" type="application/json">{}</script><script>\n  one()\n</script><script>two()</script>';
const headers = securityHeaders(page, 'https://api.example/some/path');
const policy = new Map(
  headers['content-security-policy']!.split('; ').map((each) => {
    const [directive, ...sources] = each.split(' ');
    return [directive, sources] as const;
  }),
);
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('scripts of the page run by their hash, no other does', () => {
  expect(policy.get('script-src')).toEqual([
    "'self'",
    "'wasm-unsafe-eval'",
    hash('\n  one()\n'),
    hash('two()'),
  ]);
  expect(headers['content-security-policy']).not.toContain("'unsafe-eval'");
  for (const directive of ['script-src', 'style-src', 'default-src'])
    expect(policy.get(directive), directive).not.toContain("'unsafe-inline'");
});

test('it talks to itself and the API, and stands in no frame', () => {
  expect(policy.get('connect-src')).toEqual(["'self'", 'https://api.example']);
  expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
  expect(policy.get('default-src')).toEqual(["'none'"]);
});

test('a page without scripts is not the application', () =>
  expect(() => securityHeaders('<html></html>', 'https://api.example')).toThrow('no script'));

test.each(Object.entries(FORMATS))('%s says every header once, and that TLS stays', (_, format) => {
  const text = format(headers);
  for (const [name, value] of Object.entries(headers)) {
    expect(text.split(name).length, name).toBe(2);
    expect(text).toContain(value);
  }
  expect(text).toContain('max-age=31536000');
});
