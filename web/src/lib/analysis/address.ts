import { CAR_SORTS, type AnalysisFilters } from '$shared/contracts/analysis.ts';
import type { CarsOrder } from '$lib/data/analysis.ts';

/** The filters of codes by their names in the address, which are those of the contract. */
export const CODE_FILTERS = ['checkpoint', 'part', 'failureGroup', 'engine', 'color'] as const;
export type CodeFilter = (typeof CODE_FILTERS)[number];

/** Days up to the newest that can be chosen with one press; the second is shown when the address names no period. */
export const QUICK = [28, 91, 365] as const;
/** The part of an address behind the question mark, read only. */
type Asked = Pick<URLSearchParams, 'get' | 'getAll'>;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** What an address asks for. What cannot be read is left out: an old or mistyped link shows more, not an error. */
export function filtersOf(params: Asked): AnalysisFilters {
  const filters: AnalysisFilters = {};
  const [from, to, last] = ['from', 'to', 'last'].map((name) => params.get(name) ?? '');
  const isDay = (text: string) => DAY.test(text) && !Number.isNaN(Date.parse(text));
  if (isDay(from!)) filters.from = from!;
  if (isDay(to!) && (!filters.from || filters.from <= to!)) filters.to = to!;
  if (!filters.from && !filters.to && last !== 'all') {
    filters.last = /^[1-9]\d{0,3}$/.test(last!) ? Number(last) : QUICK[1];
  }
  for (const name of CODE_FILTERS) {
    const codes = [...new Set(params.getAll(name))].slice(0, 50);
    if (codes.length > 0) filters[name] = codes;
  }
  return filters;
}

/** The same filters and period as an address: what a person sends to another one. */
export function addressOf(filters: AnalysisFilters, path = '/analysis'): string {
  const params = new URLSearchParams();
  if (filters.from) params.set('from', filters.from);
  if (filters.to) params.set('to', filters.to);
  if (!filters.from && !filters.to && filters.last !== QUICK[1])
    params.set('last', filters.last ? String(filters.last) : 'all');
  for (const name of CODE_FILTERS) for (const code of filters[name] ?? []) params.append(name, code);
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}

/** With a code, or without it where it is there. */
export function toggled(filters: AnalysisFilters, name: CodeFilter, code: string): AnalysisFilters {
  const { [name]: codes = [], ...rest } = filters;
  const left = codes.includes(code) ? codes.filter((each) => each !== code) : [...codes, code];
  return left.length > 0 ? { ...rest, [name]: left } : rest;
}

/** Of one code alone: what a bar leads to. */
export const only = (filters: AnalysisFilters, name: CodeFilter, code: string): AnalysisFilters => ({
  ...filters,
  [name]: [code],
});

/** In another period. */
export function during(
  { from: _from, to: _to, last: _last, ...codes }: AnalysisFilters,
  period: Pick<AnalysisFilters, 'from' | 'to' | 'last'>,
): AnalysisFilters {
  return { ...codes, ...period };
}

/** All of a period. */
export function withoutCodes({
  checkpoint: _checkpoint,
  part: _part,
  failureGroup: _failureGroup,
  engine: _engine,
  color: _color,
  ...period
}: AnalysisFilters): AnalysisFilters {
  return period;
}

/** A day some days later. */
export function later(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The order of the list of cars: `sort=knr`, `sort=-failures`. */
export function orderOf(params: Asked): CarsOrder {
  const said = params.get('sort') ?? '-failures';
  const sort = CAR_SORTS.find((each) => each === said.replace(/^-/, ''));
  return sort ? { sort, descending: said.startsWith('-') } : { sort: 'failures', descending: true };
}
