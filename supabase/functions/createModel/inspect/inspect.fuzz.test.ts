import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { HalleError } from '../../../../shared/errors.ts';
import { metadataOf, trainedModelFile } from '../../../../tools/test/fixtures/models.ts';
import { fuzzing } from '../../../../tools/test/fuzz.ts';
import { checkModelFile } from '../check-file.ts';
import { inspectOnnx, InspectionError } from './index.ts';

const metadata = metadataOf('fuzz');
let real: Uint8Array;
beforeAll(async () => {
  real = await trainedModelFile(3);
});

/** A place as a share of the file, and the byte that comes there; after the first ones the end may be missing. */
const wounds = fc.record({
  bytes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
    minLength: 1,
    maxLength: 8,
  }),
  keep: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1, noNaN: true })),
});
function wounded({ bytes, keep }: { bytes: [number, number][]; keep: number }): Uint8Array {
  const file = real.slice(0, Math.ceil(real.length * keep));
  for (const [place, byte] of bytes) file[Math.floor(place * file.length)] = byte;
  return file;
}

function inspected(bytes: Uint8Array): boolean {
  try {
    inspectOnnx(bytes);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(InspectionError);
    return false;
  }
}

test('any bytes are refused in a sentence, or looked through', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void inspected(bytes)),
    fuzzing(5000),
  );
});

test('a real model with wrong bytes is refused with a code or works: nothing falls, nothing hangs', async () => {
  await fc.assert(
    fc.asyncProperty(wounds, async (wound) => {
      const bytes = wounded(wound);
      const error = await checkModelFile(bytes, metadata).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error) expect(error).toBeInstanceOf(HalleError);
      // What the reader refused never reached the runtime.
      if (!inspected(bytes)) expect(error).toMatchObject({ code: 'invalid_model_file' });
    }),
    fuzzing(150),
  );
  // The runtime is still whole.
  expect((await checkModelFile(real, metadata)).length).toBeGreaterThan(10);
}, 60_000);
