import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { generateDemoPlant } from './generate.ts';
import { NO_FAULTS } from './options.ts';
import type { Planted } from './planted.ts';

/** Names under which the web application offers the sample files, packed as the loader takes them. */
export const SAMPLE_NAMES = {
  failures: 'sample-failures.csv.gz',
  status: 'sample-status.csv.gz',
  results: 'sample-results.csv.gz',
} as const;

export interface Sample {
  planted: Planted;
  files: { name: string; rows: number; bytes: Buffer<ArrayBuffer> }[];
}

/**
 * The files that somebody without files of their own begins with: a quarter of the demo plant, whose newest cars have not
 * been tested yet, so that there is something to predict. 1,500 cars hold 94 failures, a run wants 50; the seed is one whose
 * holdout has enough of them that the first model is seen to find something (with 1,200 cars of seed 11 its precision was 0).
 * Test results of 300 cars, because those of all would be 16 MB. Its year is one that neither the demo plant nor a test uses:
 * who loads it beside the demo plant mixes no cars. The same bytes at every call.
 */
export async function makeSample(): Promise<Sample> {
  const out = mkdtempSync(join(tmpdir(), 'halle-sample-'));
  try {
    const planted = await generateDemoPlant({
      out,
      cars: 1500,
      months: 3,
      seed: 3,
      start: '2022-01-03',
      changeMonth: 0,
      resultCars: 300,
      files: 1,
      format: 'csv',
      faults: NO_FAULTS,
    });
    const files = planted.files.map(({ kind, path, rows }) => ({
      name: SAMPLE_NAMES[kind],
      rows,
      bytes: gzipSync(readFileSync(join(out, path)), { level: 6 }),
    }));
    return { planted, files };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
