import { expect, it } from 'vitest';
import { everyPage } from './every-page.ts';

const rows = Array.from({ length: 7 }, (_, id) => ({ id }));
const read = (of: typeof rows) => (page: number, size: number) =>
  Promise.resolve({ total: of.length, rows: of.slice((page - 1) * size, page * size) });

it('reads until a page is not full, and tells how far it is', async () => {
  const told: number[] = [];
  expect(
    await everyPage(
      read(rows),
      3,
      ({ id }) => id,
      (share) => told.push(share),
    ),
  ).toEqual(rows);
  expect(told).toEqual([3 / 7, 6 / 7, 1]);
  expect(
    await everyPage(
      read([]),
      3,
      ({ id }) => id,
      () => undefined,
    ),
  ).toEqual([]);
});

it('a row that a new one moved to the next page is there once', async () => {
  let list = rows;
  const moving = async (page: number, size: number) => {
    const found = await read(list)(page, size);
    if (page === 1) list = [{ id: 99 }, ...list];
    return found;
  };
  const found = await everyPage(
    moving,
    3,
    ({ id }) => id,
    () => undefined,
  );
  expect(found.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
