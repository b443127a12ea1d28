import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from './settings.ts';

test('defaults are the documented addresses', () => {
  expect(readSettings([], {})).toMatchObject({
    apiPort: 54321,
    webPort: 5173,
    dbPort: 54322,
    dataDir: resolve('.halle'),
    empty: false,
    web: true,
    trainer: true,
  });
});

test('a flag wins over the environment', () => {
  const settings = readSettings(['--api-port', '7001'], { HALLE_API_PORT: '7002', HALLE_WEB_PORT: '7003' });
  expect(settings).toMatchObject({ apiPort: 7001, webPort: 7003 });
});

test('a bad value is named by flag and variable', () => {
  expect(() => readSettings([], { HALLE_DB_PORT: 'many' })).toThrow(/--db-port \(HALLE_DB_PORT\)/);
  expect(() => readSettings(['--web-port=99999'], {})).toThrow(/--web-port/);
  expect(() => readSettings(['--what'], {})).toThrow(/--what/);
  expect(() => readSettings([], { OTEL_EXPORTER_OTLP_ENDPOINT: 'here' })).toThrow(
    /^OTEL_EXPORTER_OTLP_ENDPOINT is/,
  );
});

test('HALLE_EMPTY=1 leaves the demo out', () => {
  expect(readSettings([], { HALLE_EMPTY: '1' })).toMatchObject({ empty: true });
  expect(readSettings([], { HALLE_EMPTY: '0' })).toMatchObject({ empty: false });
});
