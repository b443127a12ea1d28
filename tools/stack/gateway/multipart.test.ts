import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readUploadForm } from './multipart.ts';

/** The body cut into pieces of the given lengths, as a network might. */
function inPieces(bytes: Uint8Array, lengths: number[]): ReadableStream<Uint8Array> {
  let at = 0;
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const length = Math.max(1, lengths[next++ % lengths.length] ?? 1);
      controller.enqueue(bytes.subarray(at, at + length));
      at += length;
    },
  });
}

async function encode(form: FormData): Promise<{ type: string; bytes: Uint8Array }> {
  const response = new Response(form);
  return { type: response.headers.get('content-type') ?? '', bytes: await response.bytes() };
}

test('any file comes out as it went in, however the network cuts the body', async () => {
  // Bytes that look like a boundary are the hard part: dashes and line ends are made likely.
  const byte = fc.oneof(fc.constantFrom(13, 10, 45), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(byte, { maxLength: 300 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
      async (file, cuts) => {
        const form = new FormData();
        form.append('cacheControl', '3600');
        form.append('', new File([new Uint8Array(file)], 'a "b".csv', { type: 'text/csv' }));
        const { type, bytes } = await encode(form);
        const read = await readUploadForm(type, inPieces(bytes, cuts));
        expect(read?.fields.get('cacheControl')).toBe('3600');
        expect(read?.contentType).toBe('text/csv');
        expect([...(await new Response(read?.body).bytes())]).toEqual(file);
      },
    ),
    { numRuns: 200 },
  );
});

test('a form without a file is null, a broken one an error', async () => {
  const form = new FormData();
  form.append('a', 'b');
  const { type, bytes } = await encode(form);
  expect(await readUploadForm(type, inPieces(bytes, [7]))).toBeNull();
  await expect(readUploadForm(type, inPieces(bytes.subarray(0, 40), [7]))).rejects.toThrow(/malformed/);
  await expect(readUploadForm('multipart/form-data', inPieces(bytes, [7]))).rejects.toThrow(/boundary/);
});

test('a file cut short is an error of its stream, never a shorter file', async () => {
  const form = new FormData();
  form.append('', new File(['x'.repeat(500)], 'a'));
  const { type, bytes } = await encode(form);
  const read = await readUploadForm(type, inPieces(bytes.subarray(0, 400), [64]));
  await expect(new Response(read?.body).bytes()).rejects.toThrow(/ended early/);
});
