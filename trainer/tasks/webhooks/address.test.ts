import { isIP } from 'node:net';
import { describe, expect, test } from 'vitest';
import { refusalOf, resolve, type AddressRules } from './address.ts';

const strict: AddressRules = { allowPrivate: false, allowLoopback: false };
const may = (address: string, rules = strict, url = 'https://plant.example/hook') =>
  refusalOf(new URL(url), [{ address, family: isIP(address) as 4 | 6 }], rules) === null;

describe('only public hosts are sent to', () => {
  test.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '172.32.0.1', '100.128.0.1'])(
    '%s',
    (address) => expect(may(address)).toBe(true),
  );
  test.each(
    (
      '127.0.0.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1 ' +
      '255.255.255.255 ::1 :: ::ffff:10.0.0.1 ::10.0.0.1 fd00::1 fe80::1 64:ff9b::a00:1 2002:a00:1:: ff02::1'
    ).split(' '),
  )('not %s', (address) => expect(may(address)).toBe(false));
  test('not when one of several addresses is private', () => {
    const found = [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ] as const;
    expect(refusalOf(new URL('https://two.example'), found, strict)).toContain('10.0.0.1');
  });
});

test('a plant may send into its own network, but not without TLS', () => {
  const rules = { ...strict, allowPrivate: true };
  expect(may('10.0.0.1', rules)).toBe(true);
  expect(may('10.0.0.1', rules, 'http://plant.example')).toBe(false);
});

test('http goes to this machine only, and only where that is allowed', () => {
  const rules = { ...strict, allowLoopback: true };
  expect(may('127.0.0.1', rules, 'http://localhost:9')).toBe(true);
  expect(may('::1', rules, 'http://[::1]:9')).toBe(true);
  expect(may('127.0.0.1', strict, 'http://localhost:9')).toBe(false);
  expect(may('93.184.216.34', rules, 'http://plant.example')).toBe(false);
  expect(may('10.0.0.1', rules)).toBe(false);
});

test.each([
  ['http://127.1/', '127.0.0.1'],
  ['http://0x7f000001/', '127.0.0.1'],
  ['http://2130706433/', '127.0.0.1'],
  ['http://[::ffff:7f00:1]/', '::ffff:7f00:1'],
])('%s is the address that it means', async (url, address) => {
  expect((await resolve(new URL(url)))[0]!.address).toBe(address);
});
