import {
  lineageSchema,
  MODEL_CARS_LIMIT,
  modelCarsSchema,
  type CarPart,
  type Lineage,
  type ModelCar,
  type ModelCars,
} from '$shared/contracts/lineage.ts';
import { session } from '$lib/session/session.svelte.ts';
import { bare, bareName } from './bare-name.ts';
import { everyPage } from './every-page.ts';
import { rest } from './rest.ts';

/** What a model was made of; null for a model that does not exist. @throws Failure */
export async function modelLineage(modelId: number): Promise<Lineage | null> {
  const lineage = await rest(
    session.client.rpc('model_lineage', { model_id: modelId }),
    lineageSchema.nullable(),
  );
  return (
    lineage && {
      ...lineage,
      datasets: lineage.datasets.map(bare),
      excludedBy: lineage.excludedBy.map((each) => ({
        ...each,
        name: each.name === null ? null : bareName(each.name),
      })),
    }
  );
}

/** One page of a part of a model's cars, from 1 on; null where nobody knows which they were. @throws Failure */
export function modelCars(
  modelId: number,
  part: CarPart,
  page: number,
  pageSize: number,
): Promise<ModelCars | null> {
  return rest(
    session.client.rpc('model_cars', { model_id: modelId, part, page, page_size: pageSize }),
    modelCarsSchema.nullable(),
  );
}

/** Every car of a part; `tell` hears the share that is there. @throws Failure */
export const allModelCars = (
  modelId: number,
  part: CarPart,
  tell: (share: number) => void,
): Promise<ModelCar[]> =>
  everyPage(
    async (page, size) => {
      const found = await modelCars(modelId, part, page, size);
      return { total: found?.total ?? 0, rows: found?.cars ?? [] };
    },
    MODEL_CARS_LIMIT,
    ({ knr }) => knr,
    tell,
  );
