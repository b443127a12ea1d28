import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readUpload } from './read-upload.ts';
import { zip } from './zip.ts';

const refusal = (content: Buffer | string) =>
  readUpload(content).then(
    () => 'read',
    (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
  );
const LINES = 'KNR;STATUS;DATA\n2024-1736352;R750;20/05/2024 21:31:51\n';
const MB = 1024 * 1024;

it('a small packed file that becomes a large one is not unpacked to its end', async () => {
  const bomb = gzipSync(Buffer.concat([Buffer.from(LINES), Buffer.alloc(200 * MB, '\n')]));
  expect(bomb.length).toBeLessThan(MB);
  expect(await refusal(bomb)).toMatch(/^unreadable_file .* more than 200 times as large/);
});

it('packed twice it is no better: what is inside is binary', async () => {
  expect(await refusal(gzipSync(gzipSync(Buffer.alloc(100 * MB))))).toMatch(/^unreadable_file/);
});

it('a workbook that becomes a large one is refused by its directory', async () => {
  const bomb = zip({
    '[Content_Types].xml': '<Types/>',
    'xl/worksheets/sheet1.xml': Buffer.alloc(100 * MB, ' '),
  });
  expect(await refusal(bomb)).toMatch(/^unreadable_file .* more than 200 times as large/);
});

it('a workbook that tells less than it holds is no whole workbook', async () => {
  const bomb = zip({ 'xl/workbook.xml': `<workbook>${' '.repeat(MB)}</workbook>` });
  const told = bomb.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 24;
  bomb.writeUInt32LE(1000, told);
  expect(await refusal(bomb)).toMatch(/^unreadable_file .*not a whole workbook/);
});

it('a workbook of countless parts is refused', async () => {
  const parts = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`p${i}`, '']));
  expect(await refusal(zip(parts, { stored: true }))).toMatch(/^unreadable_file .*10000 parts/);
});

it('ordinary packing is read', async () => {
  const lines = LINES + '2024-1736353;R750;20/05/2024 21:31:51\n'.repeat(20_000);
  expect(await refusal(gzipSync(lines))).toBe('read');
});

it.each([
  ['a program', Buffer.from('\x7fELF\x02\x01\x01\0\0\0', 'latin1')],
  ['a PDF', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n', 'latin1')],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')],
  ['a page', Buffer.from('<!doctype html><html><script>alert(1)</script></html>')],
  ['a ZIP of anything', zip({ 'a.csv': LINES })],
])('%s is refused by what it is, whatever its name', async (_, content) => {
  expect(await refusal(content)).toMatch(/^(unreadable_file|missing_columns) /);
});
