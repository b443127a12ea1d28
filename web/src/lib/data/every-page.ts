/** Rows that a list gives as a file at most: what a browser holds without trouble. */
export const EXPORT_MOST = 200_000;

/**
 * Every row of a list, page after page, so that none is an answer of ten megabytes. `tell` hears the share that is there. A row
 * that was moved to a later page by a new one is there once, by its `key`. @throws Failure
 */
export async function everyPage<Row>(
  read: (page: number, size: number) => Promise<{ total: number; rows: Row[] }>,
  size: number,
  key: (row: Row) => string | number,
  tell: (share: number) => void,
): Promise<Row[]> {
  const all = new Map<string | number, Row>();
  for (let page = 1; ; page++) {
    const { total, rows } = await read(page, size);
    for (const row of rows) all.set(key(row), row);
    tell(total === 0 ? 1 : Math.min(1, all.size / total));
    if (rows.length < size || all.size >= EXPORT_MOST) return [...all.values()];
  }
}
