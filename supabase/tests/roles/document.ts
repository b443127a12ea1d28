import { BUCKETS, callers, cases, FUNCTIONS, RELATIONS } from './rights.ts';
import { CALLERS } from '../as-caller.ts';
import { OPERATIONS } from './try.ts';

const WHO = {
  anon: 'nobody signed in',
  stranger: 'no role',
  operator: 'operator',
  engineer: 'engineer',
  admin: 'admin',
  service: 'secret key',
} as const;

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** A line an object, a column a caller: `read, insert` where the operations differ, else a tick. */
function table(of: string, lines: string[][]): string {
  const head = [of, ...CALLERS.map((caller) => WHO[caller])];
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}

const byOperation = (text: string) =>
  cases(text).map(([name, ...cells]) => [
    `\`${name}\``,
    ...CALLERS.map((caller) =>
      OPERATIONS.filter((_, place) => callers(cells[place]!).includes(caller)).join(', '),
    ),
  ]);

/** docs/roles.md, made of the cases that the tests try. */
export function rolesDocument(): string {
  const functions = cases(FUNCTIONS).map(([call, cell]) => [
    `\`${call.slice(0, call.indexOf('('))}\``,
    ...CALLERS.map((caller) => (callers(cell!).includes(caller) ? 'yes' : '')),
  ]);
  return `# Who may do what

Made of the cases in \`supabase/tests/roles/rights.ts\`, each of which is tried by \`roles.stack.test.ts\`: allowed and denied. An
empty cell is refused, or sees no row. The secret key passes row-level security by; what it may by right, triggers can still
refuse: deployments, changes, preflights, answers to candidates are append-only for it too. Keys for other systems have scopes
([0028](decisions/0028-api-keys.md)) and reach the functions only, never the database.

## Tables and views

${table('table or view', byOperation(RELATIONS))}

A right to update is of columns, where a table has some that are not a person's to change: \`calendar_events\`, \`plant_settings\`,
\`retrain_policy\`. An operator sees the notices of deployments only; everybody but the secret key sees in \`memberships\` and
\`notice_reads\` the own row only, an admin all memberships; an engineer sees in \`changes\` settings, policy, calendar and runs.

## Functions

${table('function', functions)}

\`inbox_count\`, \`car_facts\`, \`road_test_failures\` and \`training_run_person\` answer somebody without a role with nothing.

## Buckets

${table('bucket', byOperation(BUCKETS))}
`;
}
