import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { loadApi } from '$lib/data/api-document.ts';
import { addressOf, bodyOf, commandOf, filledFrom, headersOf } from './request.ts';

const document = readFileSync(join(import.meta.dirname, '../../../../../docs/openapi.json'));
vi.stubGlobal('fetch', () => Promise.resolve(new Response(document)));
afterEach(() => vi.unstubAllGlobals());
const calls = await loadApi();
const of = (id: string) => calls.find((call) => call.id === id)!;

test('a body becomes a line for the shell, with the key in a variable', () => {
  const call = of('predict');
  expect(commandOf(call, filledFrom(call, 'car'), 'https://a', 'KEY')).toBe(
    `curl -sS -H "authorization: Bearer $KEY" -H 'content-type: application/json' -d '{"knr":"2024-1700002"}' 'https://a/functions/v1/predict'`,
  );
});

test('a quote in what was typed ends nothing', () => {
  const call = of('predict');
  const filled = { ...filledFrom(call, 'car'), body: `{"knr":"'; rm x"}` };
  expect(commandOf(call, filled, 'https://a', 'TOKEN')).toContain(`-d '{"knr":"'\\''; rm x"}'`);
});

test('parameters stand in the path, the query and the headers; what is blank is left out', () => {
  const one = of('getModel');
  expect(addressOf(one, { ...filledFrom(one, 'model'), parameters: { id: 'a/b' } })).toBe(
    '/functions/v1/getModel/a%2Fb',
  );
  const list = of('listModels');
  expect(addressOf(list, filledFrom(list, 'newest'))).toBe('/functions/v1/getModel?page=1&pageSize=1');
  const ingest = of('ingest');
  expect(headersOf(ingest, filledFrom(ingest, 'status'))).toEqual([
    ['content-type', 'application/json'],
    ['Idempotency-Key', 'gate-7-000123'],
  ]);
});

test('a call without a body says its method; a form has its file', () => {
  const cancel = of('cancelRun');
  expect(commandOf(cancel, filledFrom(cancel, 'cancelled'), '', 'KEY')).toContain('-X DELETE');
  const register = of('registerModel');
  const filled = { ...filledFrom(register, 'elsewhere'), files: { file: new File(['x'], 'ours.onnx') } };
  expect(commandOf(register, filled, '', 'KEY')).toContain(
    `-F file=@'ours.onnx' -F 'metadata={"name":"Ours"`,
  );
  expect((bodyOf(register, filled) as FormData).get('file')).toBeInstanceOf(File);
  expect(bodyOf(cancel, filledFrom(cancel, 'cancelled'))).toBeNull();
});
