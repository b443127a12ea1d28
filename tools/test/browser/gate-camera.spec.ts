import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { findChromium } from '../chromium.ts';
import { policyViolations, signIn } from './support.ts';

/** A label in front of the camera: Chromium plays a film of one picture, and this build of it reads no bar codes itself. */
const FILM = join(mkdtempSync(join(tmpdir(), 'halle-film-')), 'label.y4m');
const WIDTH = 640;
const HEIGHT = 480;
const LABEL = '1892-0000001';

test.use({
  permissions: ['camera'],
  launchOptions: {
    executablePath: findChromium(process.env).path,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${FILM}`,
    ],
  },
});

test.beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm');
  prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer } });
  const { symbol } = await writeBarcode(LABEL, { format: 'Code128' });
  // Bars 3 pixels wide in the middle of white; a code of lines is one row high.
  const grey = new Uint8Array(WIDTH * HEIGHT).fill(235);
  const left = Math.floor((WIDTH - symbol.width * 3) / 2);
  for (let y = 140; y < 340; y++)
    for (let x = 0; x < symbol.width * 3; x++)
      if (symbol.data[Math.floor(x / 3)] === 0) grey[y * WIDTH + left + x] = 16;
  const colourless = new Uint8Array((WIDTH * HEIGHT) / 2).fill(128);
  const frame = [Buffer.from('FRAME\n'), grey, colourless];
  writeFileSync(
    FILM,
    Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420\n`), ...frame, ...frame]),
  );
});

test('a label before the camera is read and asked for, and the field has the focus again', async ({
  page,
}) => {
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!['127.0.0.1', 'localhost'].includes(new URL(request.url()).hostname)) outside.push(request.url());
  });
  const refused = await policyViolations(page);
  await signIn(page, 'operator', '/gate');
  await page.getByRole('button', { name: 'Scan' }).click();
  await expect(page.getByText(`Car ${LABEL} is unknown`)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByLabel('KNR')).toBeFocused();
  expect(outside.filter((url) => !url.startsWith('blob:'))).toEqual([]);
  expect(refused).toEqual([]);
});
