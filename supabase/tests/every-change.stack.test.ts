import { afterAll, expect, it } from 'vitest';
import { database } from '../../tools/test/stack.ts';

const sql = database();
afterAll(() => sql.end());

/** What a person changes and the log of changes does not have: where it is told instead who did it. */
const TOLD_ELSEWHERE: Record<string, string> = {
  alarms: 'closed_by, close_reason: an alarm ends once',
  audit_lane: 'not a person’s: drawn by the database while it predicts',
  candidate_answers: 'answered_by: append-only',
  car_features: 'follows from rows over HTTP and from datasets',
  cars: 'follows from rows over HTTP and from datasets',
  challengers: 'set_by, ended_by: a history of its own',
  changes: 'the log',
  dataset_cars: 'follows from rows over HTTP and from datasets',
  datasets: 'uploaded_by, reviewed_by, removed_by; never deleted',
  deployments: 'the ledger',
  failures: 'follows from rows over HTTP and from datasets',
  ingest_requests: 'requested_by: one a call',
  ingested_rows: 'by ingest_requests',
  notice_reads: 'of nobody’s concern but the reader’s',
  predictions: 'requested_by, operator_by: one a question, and its override',
  status_events: 'follows from rows over HTTP and from datasets',
  test_failures: 'follows from rows over HTTP and from datasets',
  test_results: 'follows from rows over HTTP and from datasets',
  webhook_deliveries: 'to send again what was told, to the same address: changes nothing of the plant',
};

interface Code {
  name: string;
  source: string;
}

/** Tables that the code writes, and through the functions of schema private that it calls. */
function written(code: Code, helpers: readonly Code[], seen = new Set<string>()): Set<string> {
  const tables = new Set<string>();
  for (const [, table] of code.source.matchAll(
    /(?:insert\s+into|update|delete\s+from)\s+(?:only\s+)?public\.(\w+)/gi,
  ))
    tables.add(table!);
  for (const helper of helpers) {
    if (seen.has(helper.name) || !new RegExp(`private\\.${helper.name}\\s*\\(`).test(code.source)) continue;
    seen.add(helper.name);
    for (const table of written(helper, helpers, seen)) tables.add(table);
  }
  return tables;
}

it('whatever a person can change is in the log of changes, or says by itself who did it', async () => {
  const functions = await sql<(Code & { schema: string; asked: boolean })[]>`
    select p.proname as name, p.pronamespace::regnamespace::text as schema, p.prosrc as source,
      has_function_privilege('authenticated', p.oid, 'execute') as asked
    from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)`;
  const helpers = functions.filter(({ schema }) => schema === 'private');
  const changed = new Set<string>();
  for (const each of functions.filter(({ schema, asked }) => schema === 'public' && asked))
    for (const table of written(each, helpers)) changed.add(table);
  const direct = await sql`
    select distinct p.tablename as name from pg_policies p
    where p.schemaname = 'public' and p.cmd <> 'SELECT' and 'authenticated' = any (p.roles)`;
  for (const { name } of direct) changed.add(String(name));
  const logged = await sql`
    select distinct t.tgrelid::regclass::text as name from pg_trigger t
    where t.tgname = 'changes_noted' and t.tgenabled = 'O'`;
  const inLog = new Set(logged.map(({ name }) => String(name).replace('public.', '')));
  expect([...changed].filter((table) => !inLog.has(table)).sort()).toEqual(
    Object.keys(TOLD_ELSEWHERE).sort(),
  );
});
