import type { Change, ChangeKind } from '$lib/data/changes.ts';
import { toCsv } from '$lib/format/csv.ts';
import { m } from '$lib/paraglide/messages.js';

export const sayChangeKind = (kind: ChangeKind): string =>
  ({
    role: m.changes_kind_role,
    account: m.changes_kind_account,
    api_key: m.changes_kind_api_key,
    settings: m.changes_kind_settings,
    policy: m.changes_kind_policy,
    calendar: m.changes_kind_calendar,
    webhook: m.changes_kind_webhook,
    run: m.changes_kind_run,
  })[kind]();

export const sayWho = ({ person, email, key }: Pick<Change, 'person' | 'email' | 'key'>): string =>
  email ?? key ?? (person === null ? m.changes_system() : m.changes_gone());

/** The row that was changed; empty for what a plant has one of. */
export const saySubject = ({ subject, subjectName }: Pick<Change, 'subject' | 'subjectName'>): string =>
  subjectName ?? (subject === 'plant' ? '' : subject);

const said = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.map(said).join(', ')
      : JSON.stringify(value);

/** Columns as the API calls them, each with its value; null where the row was not there. */
export const sayValues = (values: Change['before']): string[] =>
  Object.entries(values ?? {})
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${said(value)}`);

const HEADER = ['id', 'at', 'person', 'kind', 'subject', 'before', 'after'];
export const changesCsv = (changes: readonly Change[]): string =>
  toCsv(
    HEADER,
    changes.map((change) => [
      change.id,
      change.at,
      change.email ?? change.key ?? change.person ?? 'system',
      change.kind,
      change.subjectName ?? change.subject,
      change.before && JSON.stringify(change.before),
      change.after && JSON.stringify(change.after),
    ]),
  );
