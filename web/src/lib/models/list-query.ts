import { RUN_CAUSE } from '$shared/contracts/runs.ts';
import { orderOf, pageOf, turned } from '../lists/address.ts';

export const STANDINGS = ['in_use', 'candidate', 'rejected', 'retired'] as const;
/** What a model is to the plant: a candidate that somebody said no to is `rejected`. */
export type Standing = (typeof STANDINGS)[number];
export const ORIGINS = [...RUN_CAUSE, 'elsewhere'] as const;
/** Why its training run began, or that it was registered from elsewhere. */
export type Origin = (typeof ORIGINS)[number];

export const COLUMNS = [
  'created',
  'origin',
  'algorithm',
  'cars',
  'threshold',
  'precision',
  'recall',
  'f1',
  'rocAuc',
  'prAuc',
  'brier',
  'accuracy',
  'deployed',
  'status',
] as const;
export type Column = (typeof COLUMNS)[number];
export const USUAL_COLUMNS: readonly Column[] = [
  'created',
  'cars',
  'precision',
  'recall',
  'f1',
  'rocAuc',
  'status',
];
/** By what the list can be ordered, with whether it begins with the largest. */
export const SORTS = {
  created: true,
  name: false,
  cars: true,
  threshold: true,
  precision: true,
  recall: true,
  f1: true,
  rocAuc: true,
  prAuc: true,
  brier: false,
  accuracy: true,
  deployed: true,
} as const;
export type SortKey = keyof typeof SORTS;
const NEWEST_FIRST = { sort: 'created', descending: true } as const;

/** What stands in an address: nothing here changes it. */
type Params = Pick<URLSearchParams, 'get' | 'toString'>;

/** What the list of models shows: everything of it stands in the address. */
export interface ListQuery {
  search: string;
  status: Standing | null;
  origin: Origin | null;
  sort: SortKey;
  down: boolean;
  /** From 1 on. */
  page: number;
}
export const isNarrowed = ({ search, status, origin }: ListQuery): boolean =>
  search !== '' || status !== null || origin !== null;

const oneOf = <T extends string>(all: readonly T[], value: string | null): T | null =>
  all.find((each) => each === value) ?? null;

/** What an address asks for; what nobody understands counts as not said. */
export function readQuery(params: Params): ListQuery {
  const { sort, descending } = orderOf(params, Object.keys(SORTS) as SortKey[], NEWEST_FIRST);
  return {
    search: (params.get('q') ?? '').trim(),
    status: oneOf(STANDINGS, params.get('status')),
    origin: oneOf(ORIGINS, params.get('origin')),
    sort,
    down: descending,
    page: pageOf(params),
  };
}

/** The columns that an address asks for, in the order of the table; null: it does not say. */
export function readColumns(params: Params): Column[] | null {
  const wanted = params.get('columns')?.split(',');
  return wanted ? COLUMNS.filter((column) => wanted.includes(column)) : null;
}

/**
 * An address with another query; what else stands in it stays. Usual answers are left out. A change of anything but the
 * page begins with the first one.
 */
export function addressWith(params: Params, change: Partial<ListQuery>): string {
  const next = { ...readQuery(params), page: 1, ...change };
  const query = new URLSearchParams(params.toString());
  const put = (name: string, value: string | null) =>
    value === null || value === '' ? query.delete(name) : query.set(name, value);
  const sorted = `${next.down ? '-' : ''}${next.sort}`;
  put('q', next.search);
  put('status', next.status);
  put('origin', next.origin);
  put('sort', sorted === '-created' ? null : sorted);
  put('page', next.page > 1 ? String(next.page) : null);
  const text = query.toString().replaceAll('%2C', ',');
  return text === '' ? '/models' : `/models?${text}`;
}

/** An address with these columns, or, with null, with those that each reader likes. */
export function addressWithColumns(params: Params, columns: readonly Column[] | null): string {
  const query = new URLSearchParams(params.toString());
  if (columns) query.set('columns', columns.join(','));
  else query.delete('columns');
  return addressWith(query, { page: readQuery(params).page });
}

/** The order after a click on a column's head: the same one again turns it round. */
export function sortedBy({ sort, down }: ListQuery, key: SortKey): Pick<ListQuery, 'sort' | 'down'> {
  const next = turned({ sort, descending: down }, key, SORTS[key]);
  return { sort: next.sort, down: next.descending };
}
