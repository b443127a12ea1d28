import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Duck, openDuck } from '../../duck.ts';
import { openFile } from '../index.ts';

let scratch = '';
let duck: Duck;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'halle-stream-'));
  duck = await openDuck(scratch);
});
afterEach(async () => {
  duck[Symbol.dispose]();
  await rm(scratch, { recursive: true });
});

const LINE = Buffer.from('2024-1736352,R750,2024-05-20 21:31:51\n');
const PIECE = 64 * 1024;
const open = (bytes: Readable, signal = new AbortController().signal) =>
  openFile({ name: 'x', declaredKind: null, bytes, size: 0 }, scratch, duck, signal, PIECE);

/** A text that goes on for `lines` lines, and tells how many of its bytes were taken. */
function endless(lines: number) {
  const taken = { bytes: 0 };
  async function* chunks() {
    yield Buffer.from('KNR,STATUS,DATA\n');
    for (let i = 0; i < lines; i += 100) {
      const chunk = Buffer.concat(Array.from({ length: 100 }, () => LINE));
      taken.bytes += chunk.length;
      yield chunk;
    }
  }
  return { bytes: Readable.from(chunks(), { objectMode: false }), taken };
}

it('reads no further than two pieces ahead of its reader', async () => {
  const { bytes, taken } = endless(200_000);
  const file = await open(bytes);
  const pieces = file.pieces[Symbol.asyncIterator]();
  const first = await pieces.next();
  await wait(300);
  const held = (await readdir(scratch)).filter((name) => name.startsWith('piece-'));
  expect(held.length).toBeLessThanOrEqual(4); // the reader's, two ahead, and the begin of one
  expect(taken.bytes).toBeLessThan(12 * PIECE); // with the head, 256 KB, and what the streams hold
  expect(first.done).toBe(false);
  await pieces.return?.();
  expect(bytes.destroyed).toBe(true);
});

it('stops in the middle when it is aborted', async () => {
  const stop = new AbortController();
  const { bytes } = endless(1_000_000);
  const file = await open(bytes, stop.signal);
  const read = async () => {
    let count = 0;
    for await (const piece of file.pieces) {
      await piece.release();
      if (++count === 3) stop.abort();
    }
  };
  await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
  expect(bytes.destroyed).toBe(true);
});

describe.each([
  ['text', Buffer.concat([Buffer.from('KNR,STATUS,DATA\n'), ...Array.from({ length: 20_000 }, () => LINE)])],
  ['gzip', gzipSync(Array.from({ length: 20_000 }, (_, i) => `${Math.sin(i)}\n`).join(''))],
  ['workbook', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200_000)])],
  ['parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(200_000)])],
])('a download of %s that breaks off', (_, content) => {
  it('is no fault of the file: its error comes as it is', async () => {
    async function* broken() {
      yield content.subarray(0, 70_000);
      await wait(5);
      throw new Error('connection lost');
    }
    const read = async () => {
      const file = await open(Readable.from(broken(), { objectMode: false }));
      for await (const piece of file.pieces) await piece.release();
    };
    await expect(read()).rejects.toThrow('connection lost');
  });
});
