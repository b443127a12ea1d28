import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateDemoPlant } from '../../../../../tools/demo-plant/generate.ts';
import type { PlantedFile } from '../../../../../tools/demo-plant/planted.ts';
import { readUpload } from './read-upload.ts';

let folder = '';
let files: PlantedFile[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halle-plant-'));
  files = (await generateDemoPlant({ out: folder, cars: 200, resultCars: 20, faults: { spillRows: 400 } }))
    .files;
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

it('reads as many rows of every file of a plant as were written, the spilled workbook too', async () => {
  const read = [];
  for (const { path } of files) {
    const { kind, reading, found } = await readUpload(await readFile(join(folder, path)), {
      pieceBytes: 100_000,
    });
    read.push({ path, kind, rows: found.length, headerLine: reading.headerLine });
    expect(found.filter(({ ok }) => !ok)).toEqual([]);
    if (path.endsWith('.xlsx')) expect(reading.blocks).toBeGreaterThan(1);
  }
  expect(read).toEqual(files.map(({ path, kind, rows, headerLine }) => ({ path, kind, rows, headerLine })));
  expect(files.some(({ path }) => path.endsWith('.xlsx'))).toBe(true);
}, 60_000);
