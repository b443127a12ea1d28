import { z } from 'zod';
import { expectedCarSchema, type ExpectedCar } from '$shared/contracts/gate.ts';
import { asFailure } from '$lib/data/failure.ts';
import { askAhead, expectedCars } from '$lib/data/gate.ts';
import { Live } from '$lib/data/live.svelte.ts';
import { session } from '$lib/session/session.svelte.ts';
import { keep, recall } from '$lib/browser/kept.ts';

const KEY = 'halle-gate-expected';
/** Who may see it: what an engineer is told of a car is not for the operator who comes after. */
const keptSchema = z.object({ reader: z.string(), cars: z.array(expectedCarSchema) });

/** As many as are explained in one request of a model without a tree file. */
export const EXPECTED = 20;
const EVERY = 10_000;
/** A car whose rows come one by one is not asked for at each of them. */
const AGAIN = 60_000;

/** The cars expected next, each asked for before it comes. The last list that was read is there over a reload. */
export class Ahead {
  readonly live: Live<ExpectedCar[]>;
  readonly #asked = new Map<string, number>();

  constructor() {
    this.live = new Live(
      () => this.#read(),
      () => EVERY,
    );
    const kept = recall(KEY, keptSchema);
    if (kept?.reader === session.email) this.live.data = kept.cars;
  }

  answerOf(knr: string): ExpectedCar | undefined {
    return this.live.data?.find((car) => car.knr === knr && car.prediction !== null);
  }

  async #read(): Promise<ExpectedCar[]> {
    const cars = await expectedCars(EXPECTED);
    const now = Date.now();
    const stale = cars.filter(
      ({ knr, fresh, modelName }) =>
        !fresh && modelName !== null && now - (this.#asked.get(knr) ?? 0) > AGAIN,
    );
    if (stale.length === 0) return this.#keep(cars);
    this.live.data = cars;
    for (const { knr } of stale) this.#asked.set(knr, now);
    try {
      await askAhead(stale.map(({ knr }) => knr));
      return this.#keep(await expectedCars(EXPECTED));
    } catch (error) {
      // Without answers the list is still one of the cars that will come.
      if (asFailure(error).code === 'offline') throw error;
      return this.#keep(cars);
    }
  }

  #keep(cars: ExpectedCar[]): ExpectedCar[] {
    const now = new Set(cars.map(({ knr }) => knr));
    for (const knr of this.#asked.keys()) if (!now.has(knr)) this.#asked.delete(knr);
    keep(KEY, { reader: session.email, cars });
    return cars;
  }
}
