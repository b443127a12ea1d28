import { gzipSync } from 'node:zlib';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import writeExcel from 'write-excel-file/node';
import { HalleError } from '../../../../../shared/errors.ts';
import { fuzzing } from '../../../../../tools/test/fuzz.ts';
import { literal, openDuck } from '../../duck.ts';
import { readUpload } from './read-upload.ts';

/** Reads, or is refused with a code of the catalogue; anything else is a fault of ours. */
async function readsOrRefuses(content: Buffer): Promise<void> {
  const error = await readUpload(content, { pieceBytes: 4096, chunk: 1000 }).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error) expect(error).toBeInstanceOf(HalleError);
}

const bytes = fc.uint8Array({ maxLength: 400 }).map((each) => Buffer.from(each));
const heads = fc.constantFrom(
  '',
  'KNR;STATUS;DATA\n',
  'KNR,STATUS,DATA\r\n',
  '\ufeffKNR\tSTATUS\tDATA\n',
  '[{"KNR":',
  'PAR1',
  'PK\x03\x04',
  '\xff\xfe',
);
const tokens = fc
  .array(
    fc.constantFrom(
      '2024-1736352',
      'R750',
      ';',
      ',',
      '\t',
      '\n',
      '\r',
      '"',
      '""',
      '\0',
      '{',
      '}',
      '[',
      ']',
      ':',
      '\\',
      'é',
      '\u2028',
      '20/05/2024 21:31:51',
      '1e999',
      ' ',
    ),
    { maxLength: 80 },
  )
  .map((parts) => parts.join(''));

it('any bytes, any text: read or refused with a code', async () => {
  await fc.assert(
    fc.asyncProperty(
      heads,
      tokens,
      bytes,
      fc.constantFrom('utf8', 'latin1', 'utf16le'),
      fc.boolean(),
      async (head, text, tail, encoding, packed) => {
        const content = Buffer.concat([
          Buffer.from(head, 'latin1'),
          Buffer.from(text, encoding as BufferEncoding),
          tail,
        ]);
        await readsOrRefuses(packed ? gzipSync(content) : content);
      },
    ),
    fuzzing(250),
  );
}, 60_000);

const files = new Map<string, Buffer>();
beforeAll(async () => {
  const rows = Array.from({ length: 50 }, (_, i) => [`2024-${1736352 + i}`, 'R750', '20/05/2024 21:31:51']);
  const table = [['KNR', 'STATUS', 'DATA'], ...rows];
  files.set('text', Buffer.from(table.map((row) => row.join(';')).join('\n')));
  files.set('gzip', gzipSync(files.get('text')!));
  files.set('json', Buffer.from(JSON.stringify(rows.map(([KNR, STATUS, DATA]) => ({ KNR, STATUS, DATA })))));
  files.set(
    'workbook',
    Buffer.from(await writeExcel(table.map((row) => row.map((value) => ({ value })))).toBuffer()),
  );
  const folder = await mkdtemp(join(tmpdir(), 'halle-fuzz-'));
  using duck = await openDuck(folder);
  const path = join(folder, 'a.parquet');
  await duck.run(
    `copy (select '2024-' || (1736352 + i) as "KNR", 'R750' as "STATUS", '20/05/2024 21:31:51' as "DATA" from range(9000) t(i)) to ${literal(path)} (format parquet, row_group_size 2048)`,
  );
  files.set('parquet', await readFile(path));
  await rm(folder, { recursive: true });
});

const wound = fc.record({
  bytes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat(255)), {
    minLength: 1,
    maxLength: 6,
  }),
  keep: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.double({ min: 0.01, max: 1, noNaN: true })),
});

it.each(['text', 'gzip', 'json', 'workbook', 'parquet'])(
  'a broken file of the form %s: read or refused with a code',
  async (form) => {
    await fc.assert(
      fc.asyncProperty(wound, async (each) => {
        const whole = files.get(form)!;
        const file = Buffer.from(whole.subarray(0, Math.ceil(whole.length * each.keep)));
        for (const [place, byte] of each.bytes) file[Math.floor(place * file.length)] = byte;
        await readsOrRefuses(file);
      }),
      fuzzing(80, 20),
    );
  },
  60_000,
);
