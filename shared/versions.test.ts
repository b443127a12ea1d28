import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ONNX_RUNTIME_VERSION, PRODUCT_VERSION } from './versions.ts';

const read = (path: string) => JSON.parse(readFileSync(join(import.meta.dirname, '..', path), 'utf8'));

test('the versions told are those of the packages', () => {
  expect(PRODUCT_VERSION).toBe(read('package.json').version);
  expect(ONNX_RUNTIME_VERSION).toBe(
    read('supabase/functions/package.json').devDependencies['onnxruntime-web'],
  );
});
