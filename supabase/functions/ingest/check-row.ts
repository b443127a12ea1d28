import type { DatasetKind } from '../../../shared/contracts/datasets.ts';
import { KNR_PATTERN, normalizeKnr } from '../../../shared/plant/knr.ts';
import { roundedTime } from './time.ts';

/** A row under the lake's column names. */
export interface LakeRow {
  index: number;
  [column: string]: string | number | null;
}
/** Why a row is not taken; `field` null where it is not about one. Nothing of the row's values is told. */
export interface RefusedRow {
  index: number;
  field: string | null;
  reason: string;
}

type Cell = { value: string | number | null } | { reason: string };
interface Field {
  name: string;
  column: string;
  read: (given: unknown) => Cell;
}

const LONGEST = 2000;
const INTEGER_MAX = 2 ** 31 - 1;
const refuse = (reason: string): Cell => ({ reason });

/** Text without spaces around; '' for what is left out. */
function textOf(given: unknown): string | { reason: string } {
  if (given === undefined || given === null) return '';
  if (typeof given !== 'string') return { reason: 'not a text' };
  if (given.length > LONGEST) return { reason: `longer than ${LONGEST} characters` };
  // oxlint-disable-next-line no-control-regex -- Postgres holds no NUL in a text
  return given.isWellFormed() && !/\u0000/.test(given) ? given.trim() : { reason: 'not a text' };
}

function read(then: (text: string) => Cell): Field['read'] {
  return (given) => {
    const text = textOf(given);
    return typeof text === 'string' ? then(text) : text;
  };
}
const needed = (then: (text: string) => Cell) =>
  read((text) => (text === '' ? refuse('missing value') : then(text)));

const asIs = needed((value) => ({ value }));
const upper = needed((text) => ({ value: text.toUpperCase() }));
const orNull = read((text) => ({ value: text || null }));
const orBlank = read((value) => ({ value }));
const knr = needed((text) => {
  const value = normalizeKnr(text);
  return KNR_PATTERN.test(value) ? { value } : refuse('not a KNR (YYYY-NNNNNNN)');
});
const time = needed((text) => {
  const value = roundedTime(text);
  return value ? { value } : refuse('not a date');
});
/** A blank is allowed, a missing one is not: it would be a mistake of the sender. */
const place: Field['read'] = (given) =>
  given === undefined || given === null ? refuse('missing value') : orBlank(given);
/** A spreadsheet's `133.0` is `133`; -2 is the plant's word for none. */
const group: Field['read'] = (given) =>
  read((text) => ({ value: text.replace(/[.,]0+$/, '') || '-2' }))(
    typeof given === 'number' ? String(given) : given,
  );
const integer: Field['read'] = (given) => {
  if (given === undefined || given === null) return refuse('missing value');
  return typeof given === 'number' && Number.isInteger(given) && Math.abs(given) <= INTEGER_MAX
    ? { value: given }
    : refuse('not a number');
};
const measure: Field['read'] = (given) => {
  if (given === undefined || given === null) return { value: null };
  return typeof given === 'number' && Number.isFinite(given) ? { value: given } : refuse('not a number');
};

const field = (name: string, column: string, how: Field['read']): Field => ({ name, column, read: how });
/** In the order in which a file's columns are checked: the first thing wrong is told. */
const FIELDS: Readonly<Record<DatasetKind, readonly Field[]>> = {
  failures: [
    field('knr', 'knr', knr),
    field('foundAt', 'happened_at', time),
    field('failure', 'failure', asIs),
    field('checkpoint', 'checkpoint', place),
    field('station', 'station', orNull),
    field('failureGroup', 'failure_group', group),
    field('model', 'model', orNull),
    field('color', 'color', orNull),
    field('engine', 'engine', orNull),
  ],
  status: [
    field('knr', 'knr', knr),
    field('passedAt', 'happened_at', time),
    field('status', 'status', upper),
  ],
  results: [
    field('knr', 'knr', knr),
    field('testedAt', 'happened_at', time),
    field('name', 'name', asIs),
    field('testGroup', 'test_group', integer),
    field('status', 'status', integer),
    field('unit', 'unit', orBlank),
    field('valueId', 'value_id', orNull),
    field('value', 'value', measure),
  ],
};

/**
 * A row of a request, typed, or why it is refused, with the reasons of a file's rows. A field that is not of the kind
 * refuses the row: an employee's number cannot slip in.
 */
export function checkRow(kind: DatasetKind, row: unknown, index: number): LakeRow | RefusedRow {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    return { index, field: null, reason: 'not an object' };
  }
  const given = row as Record<string, unknown>;
  const fields = FIELDS[kind];
  const unknown = Object.keys(given).find((name) => !fields.some((each) => each.name === name));
  if (unknown !== undefined) {
    // A name is told only where it looks like one: it could be a value that slipped.
    const told = /^[A-Za-z_]{1,40}$/.test(unknown) ? unknown : null;
    return { index, field: told, reason: 'no such field' };
  }
  const typed: LakeRow = { index };
  for (const { name, column, read: how } of fields) {
    const cell = how(Object.hasOwn(given, name) ? given[name] : undefined);
    if ('reason' in cell) return { index, field: name, reason: cell.reason };
    typed[column] = cell.value;
  }
  return typed;
}
