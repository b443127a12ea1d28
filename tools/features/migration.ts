import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Feature } from '../../shared/features/feature.ts';
import { root } from '../test/commands.ts';
import { lineFunction, refreshFunction } from './refresh.ts';

const HEADER = '-- Generated from shared/features by `npm run features`';
export const MIGRATIONS = join(root, 'supabase/migrations');

/** All that the database must have for a catalogue. Safe on a database that has an earlier one's. */
export function featuresSql(features: readonly Feature[]): string {
  const type = (f: Feature) => (f.kind === 'number' ? 'real' : `text not null default ''`);
  return `${HEADER}: do not edit. docs/decisions/0017.

alter table public.car_features
  ${features.map((f) => `add column if not exists ${f.name} ${type(f)}`).join(',\n  ')};
${refreshFunction(features)}${lineFunction(features)}
-- The catalogue's order, and a car's values in it: for reading many cars as arrays.
create or replace function private.feature_names() returns json
language sql immutable
as $$
  select json_build_array(${wrapped(features.map((f) => `'${f.name}'`))})
$$;

create or replace function private.feature_values(f public.car_features) returns json
language sql stable
as $$
  select json_build_array(${wrapped(features.map((f) => `f.${f.name}`))})
$$;

-- What is new has no values yet, and what is computed otherwise has old ones.
select private.refresh_features((select coalesce(array_agg(knr), '{}') from public.cars));
`;
}

/** Values with commas, in lines of readable length. */
function wrapped(values: readonly string[]): string {
  const lines = [''];
  for (const value of values) {
    if (lines[lines.length - 1]!.length + value.length > 100) lines.push('');
    lines[lines.length - 1] += `${value}, `;
  }
  return lines.join('\n    ').slice(0, -2).replaceAll(/ +\n/g, '\n');
}

/** The newest generated migration; null before the first. */
export function newestGenerated(folder = MIGRATIONS): { name: string; sql: string } | null {
  for (const name of migrations(folder).toReversed()) {
    const sql = readFileSync(join(folder, name), 'utf8');
    if (sql.startsWith(HEADER)) return { name, sql };
  }
  return null;
}

/** A name after every migration that is there. */
export function nextName(now: Date, folder = MIGRATIONS): string {
  const stamp = now.toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const last = migrations(folder).at(-1)?.slice(0, 14) ?? '';
  return `${stamp > last ? stamp : String(BigInt(last) + 1n)}_generated_features.sql`;
}

const migrations = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
