import {
  CAR_LIST_SORTS,
  carFiltersSchema,
  type CarFilters,
  type CarListSort,
} from '$shared/contracts/cars.ts';
import { addressOf, filtersOf, orderOf, type Asked, type Order } from '../lists/address.ts';

/** The newest numbers first. */
const USUAL: Order<CarListSort> = { sort: 'knr', descending: true };

export const carFiltersOf = (params: Asked): CarFilters => filtersOf(params, carFiltersSchema);
export const carOrderOf = (params: Asked): Order<CarListSort> => orderOf(params, CAR_LIST_SORTS, USUAL);

export const carsAddress = (
  filters: CarFilters,
  order: Order<CarListSort> = USUAL,
  page: number = 1,
): string => addressOf('/cars', filters, { order, usual: USUAL, page });

/** How a number begins, from what a person typed of one; null when it is nothing of a number. */
export function knrBeginning(text: string): string | null {
  const typed = text.trim();
  if (/^\d{1,4}$/.test(typed)) return typed;
  const [, year, rest] = /^(\d{4})-?(\d{0,7})$/.exec(typed) ?? [];
  return year === undefined ? null : rest ? `${year}-${rest}` : year;
}
