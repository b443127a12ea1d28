import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownScratch } from './scratch.ts';

it('removes what dead trainers left, and nothing of a living one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'halle-scratch-'));
  const left = (pid: number) => {
    const place = join(folder, `trainer-${pid}`);
    mkdirSync(place);
    writeFileSync(join(place, 'upload'), 'x');
    return place;
  };
  // Above the largest process number that Linux gives.
  const [dead, living] = [left(4_194_305), left(process.ppid)];
  const own = ownScratch(folder);
  expect([existsSync(dead), existsSync(living), existsSync(own)]).toEqual([false, true, true]);
  rmSync(folder, { recursive: true });
});
