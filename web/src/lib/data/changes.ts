import { z } from 'zod';
import { session } from '$lib/session/session.svelte.ts';
import { everyPage } from './every-page.ts';
import { rest } from './rest.ts';

export const CHANGE_KINDS = [
  'role',
  'account',
  'api_key',
  'settings',
  'policy',
  'calendar',
  'webhook',
  'run',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
/** What an engineer is told of; an admin of all. */
export const ENGINEERS_KINDS: readonly ChangeKind[] = ['settings', 'policy', 'calendar', 'run'];

const values = z.record(z.string(), z.unknown()).nullable();
const changeSchema = z.object({
  id: z.number(),
  at: z.string(),
  kind: z.enum(CHANGE_KINDS),
  /** Null: the system, or a key. */
  person: z.string().nullable(),
  /** Null for an account that is gone. */
  email: z.string().nullable(),
  key: z.string().nullable(),
  subject: z.string(),
  subjectName: z.string().nullable(),
  before: values,
  after: values,
});
export type Change = z.infer<typeof changeSchema>;

const logSchema = z.object({
  total: z.number(),
  people: z.array(z.object({ id: z.string(), email: z.string().nullable() })),
  changes: z.array(changeSchema),
});
export type ChangeLog = z.infer<typeof logSchema>;

/** Null is any. */
export interface Wanted {
  kind: ChangeKind | null;
  person: string | null;
}

/** A page, the first is 1, newest first. @throws Failure */
export function readChanges({ kind, person }: Wanted, page: number, size: number): Promise<ChangeLog> {
  const said = { of_kind: kind, by_person: person, page, page_size: size };
  return rest(session.client.rpc('change_log', said), logSchema);
}

/** All of them. @throws Failure */
export const everyChange = (wanted: Wanted, tell: (share: number) => void): Promise<Change[]> =>
  everyPage(
    async (page, size) => {
      const { total, changes } = await readChanges(wanted, page, size);
      return { total, rows: changes };
    },
    500,
    ({ id }) => id,
    tell,
  );
