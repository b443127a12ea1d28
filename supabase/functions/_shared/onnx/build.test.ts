import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeOnnxBuild, sha256 } from './build.ts';
import { packed } from './generated/ort-wasm.mjs';
import { replaceOnce, unshareGlue, unshareMemory } from './patch.ts';

const generated = (name: string) => readFileSync(join(import.meta.dirname, 'generated', name), 'utf8');

test('the committed runtime is what node_modules gives today', () => {
  const fresh = makeOnnxBuild();
  const manifest = JSON.parse(generated('manifest.json'));
  expect(manifest).toEqual({
    version: fresh.version,
    glueSha256: sha256(fresh.glue),
    wasmSha256: sha256(fresh.wasm),
  });
  expect(generated('ort.mjs')).toContain(fresh.glue);
  expect(sha256(brotliDecompressSync(Buffer.from(packed, 'base64')))).toBe(manifest.wasmSha256);
});

test('the committed runtime asks for no shared memory', () => {
  expect(generated('ort.mjs')).not.toContain('shared:!0');
});

test('a pattern that is missing or there twice stops the build', () => {
  expect(() => replaceOnce('abc', 'x', 'y')).toThrow('found 0');
  expect(() => replaceOnce('xx', 'x', 'y')).toThrow('found 2');
  expect(() => unshareGlue('another release')).toThrow('exactly one');
});

test('one byte of the module changes, and only of one whose memory is shared', () => {
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const module = (flag: number) => Uint8Array.of(...header, 2, 9, 1, 1, 0x61, 1, 0x62, 2, flag, 1, 2);
  const out = unshareMemory(module(3));
  expect(out).toEqual(module(1));
  expect(WebAssembly.validate(Uint8Array.from(out))).toBe(true);
  expect(() => unshareMemory(module(1))).toThrow('shared memory');
  expect(() => unshareMemory(Uint8Array.of(...header))).toThrow('shared memory');
});
