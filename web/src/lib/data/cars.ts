import {
  CAR_LIST_LIMIT,
  carChoicesSchema,
  carListSchema,
  type CarChoices,
  type CarFilters,
  type CarList,
  type CarListSort,
  type ListedCar,
} from '$shared/contracts/cars.ts';
import type { Order } from '$lib/lists/address.ts';
import { session } from '$lib/session/session.svelte.ts';
import { everyPage } from './every-page.ts';
import { rest } from './rest.ts';

export type CarOrder = Order<CarListSort>;

/** One page, from 1 on, of the cars that the filters leave. @throws Failure */
export function readCars(
  filters: CarFilters,
  { sort, descending }: CarOrder,
  page: number,
  pageSize: number,
): Promise<CarList> {
  const asked = { filters, page, page_size: pageSize, sort, descending };
  return rest(session.client.rpc('car_list', asked), carListSchema);
}

/** All of them. @throws Failure */
export const everyCar = (
  filters: CarFilters,
  order: CarOrder,
  tell: (share: number) => void,
): Promise<ListedCar[]> =>
  everyPage(
    async (page, size) => {
      const { total, cars } = await readCars(filters, order, page, size);
      return { total, rows: cars };
    },
    CAR_LIST_LIMIT,
    ({ knr }) => knr,
    tell,
  );

/** @throws Failure */
export const readCarChoices = (): Promise<CarChoices> =>
  rest(session.client.rpc('car_choices'), carChoicesSchema);
