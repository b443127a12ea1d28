import { tmpdir } from 'node:os';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { database, testStack } from '../../../tools/test/stack.ts';
import { commandContext } from '../../rebuild.ts';
import { until } from '../../tests/own-stack.ts';
import { LoadProgress } from './progress.ts';

const sql = database();
const { dbUrl, apiUrl, secretKey } = testStack();
const context = commandContext({ databaseUrl: dbUrl, apiUrl, secretKey, scratchDir: tmpdir() });
afterEach(() => void vi.useRealTimers());
afterAll(() => Promise.all([sql.end(), context.sql.end()]));

test("a load's row tells its progress and the time left, and the load hears that it shall end", async () => {
  // It has no file, so that no trainer takes it up.
  const [row] = await sql`
    insert into public.datasets (source, kind, name, status, phase, progress)
    values ('http', 'status', 'steady.csv', 'loading', 'read', 0) returning id::int`;
  const id: number = row!['id'];
  const told = async () =>
    (
      await sql`
        select phase, progress::float8 as progress, seconds_left as left, bytes_read::int as bytes, rows_read::int as rows
        from public.datasets where id = ${id}`
    )[0];
  let cancelled = false;
  const progress = new LoadProgress(context, id, () => (cancelled = true));
  try {
    progress.read(500, 7, 1000);
    await until('the first beat', async () => (await told())?.['rows'] === 7);
    expect(await told()).toMatchObject({ phase: 'read', progress: 0.25, left: null, bytes: 500 });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 70_000 });
    progress.set('write');
    const left = await until('the estimate', async () => (await told())?.['left']);
    // 70 seconds and what the test took, for seven tenths.
    expect(left).toBeGreaterThanOrEqual(30);
    expect(left).toBeLessThanOrEqual(33);
    expect(cancelled).toBe(false);
    await sql`update public.datasets set cancel_requested = true where id = ${id}`;
    progress.set('features');
    await until('the request', () => cancelled);
  } finally {
    await progress.end();
    await sql`delete from public.datasets where id = ${id}`;
  }
});
