import { afterAll, expect, it } from 'vitest';
import { measureChanges } from '../../tools/bench/alternatives.ts';
import { database } from '../../tools/test/stack.ts';

const sql = database();
afterAll(() => sql.end());

it('a hundred changes while eight clients ask: every answer is whole, and of the model in use', async () => {
  const figures = await measureChanges(sql, { year: '1903', changes: 100, clients: 8 });
  expect(figures).toMatchObject({ failed: 0, mixed: 0, stale: 0, unkept: 0 });
  expect(figures.requests).toBeGreaterThan(200);
  expect(new Set(figures.answers.map(({ deploymentId }) => deploymentId)).size).toBeGreaterThanOrEqual(100);
  expect(figures.longestMs).toBeLessThan(2000);
}, 180_000);
