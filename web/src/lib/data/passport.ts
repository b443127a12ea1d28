import { passportSchema, type Passport } from '$shared/contracts/passport.ts';
import { session } from '$lib/session/session.svelte.ts';
import { bare } from './bare-name.ts';
import { rest } from './rest.ts';

/** All that the plant knows of a car; null for one nobody has heard of. @throws Failure */
export async function carPassport(knr: string): Promise<Passport | null> {
  const car = await rest(session.client.rpc('car_passport', { knr }), passportSchema.nullable());
  if (!car) return null;
  const { training } = car;
  return {
    ...car,
    datasets: car.datasets.map(bare),
    training: training && { ...training, dataset: training.dataset && bare(training.dataset) },
  };
}
