import type { z } from 'zod';

/** The part of an address behind the question mark, read only. */
export type Asked = Pick<URLSearchParams, 'get'>;

/** The filters that an address asks for. What cannot be read is left out: an old or mistyped link shows more, not an error. */
export function filtersOf<T extends z.ZodRawShape>(params: Asked, { shape }: z.ZodObject<T>) {
  const found = Object.entries(shape).flatMap(([name, schema]) => {
    const read = (schema as z.ZodType).safeParse(params.get(name) ?? undefined);
    return read.success && read.data !== undefined ? [[name, read.data] as const] : [];
  });
  return Object.fromEntries(found) as z.infer<z.ZodObject<T>>;
}

export interface Order<S extends string> {
  sort: S;
  descending: boolean;
}

/** The page that an address asks for, from 1 on. */
export const pageOf = (params: Asked): number =>
  Math.min(1_000_000, Math.max(1, Math.floor(Number(params.get('page'))) || 1));

/** The order that an address asks for: `sort=knr` rises, `sort=-knr` falls. What cannot be read is the usual one. */
export function orderOf<S extends string>(params: Asked, sorts: readonly S[], usual: Order<S>): Order<S> {
  const said = params.get('sort') ?? '';
  const sort = sorts.find((each) => each === said.replace(/^-/, ''));
  return sort ? { sort, descending: said.startsWith('-') } : usual;
}

/** What a press on a column's head asks for: the same column once more is the other way round, `falls` how another begins. */
export const turned = <S extends string>(order: Order<S>, sort: S, falls: boolean): Order<S> => ({
  sort,
  descending: sort === order.sort ? !order.descending : falls,
});

/** How a table is ordered by a column, as a screen reader is told it. */
export const ariaSort = <S extends string>(order: Order<S>, sort: S): 'ascending' | 'descending' | null =>
  order.sort === sort ? (order.descending ? 'descending' : 'ascending') : null;

/** A list's address: its filters by their names, its order where it is not the usual one, its page from the second on. */
export function addressOf<S extends string>(
  path: string,
  filters: Readonly<Record<string, string | undefined>>,
  { order, usual, page = 1 }: { order?: Order<S>; usual?: Order<S>; page?: number } = {},
): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) params.set(name, value);
  if (order && (order.sort !== usual?.sort || order.descending !== usual.descending))
    params.set('sort', `${order.descending ? '-' : ''}${order.sort}`);
  if (page > 1) params.set('page', String(page));
  return params.size > 0 ? `${path}?${params.toString()}` : path;
}
