import { expect } from '@playwright/test';
import type postgres from 'postgres';
import { putCars, removeCars } from '../fixtures/cars.ts';
import { deployAsPerson } from '../fixtures/deploy.ts';
import { call, modelForm } from '../fixtures/functions.ts';
import {
  carToFear,
  carToTrust,
  metadataOf,
  onnxFileOf,
  tellingModel,
  treeFileOf,
} from '../fixtures/models.ts';
import { accessToken, signedInClient } from '../stack.ts';

/** Cars at the gate of a year that no other test uses, and a model in use that answers them. */
export class GatePlant {
  readonly #sql: postgres.Sql;
  readonly #year: string;
  constructor(sql: postgres.Sql, year: string) {
    this.#sql = sql;
    this.#year = year;
  }
  knr = (n: number) => `${this.#year}-${String(n).padStart(7, '0')}`;

  /** Odd cars are for the long test, even ones for the short one. */
  async build(cars: number): Promise<void> {
    await this.remove();
    const made = Array.from({ length: cars }, (_, index) => index + 1).map((n) => ({
      knr: this.knr(n),
      features: n % 2 ? carToFear : carToTrust,
      roadTestAt: null,
      failed: null,
    }));
    await putCars(this.#sql, made);
    const model = await tellingModel();
    const engineer = await signedInClient('engineer');
    const body = modelForm(onnxFileOf(model), metadataOf(`gate ${this.#year}`), treeFileOf(model));
    const answer = await call('createModel', await accessToken(engineer), { method: 'POST', body });
    expect(answer.status).toBe(201);
    await deployAsPerson(engineer, answer.body.id, 'At the gate');
    // Which test the model says is what is asked here.
    await this.#sql`update public.plant_settings set audit_share = 0`;
    // The plant's clock: cars of other tests' plants are not expected any more.
    await this
      .#sql`update public.car_features set last_point_at = now() at time zone 'utc' where knr = ${this.knr(cars)}`;
  }

  /** Passes ZP7 so many minutes ago: expected at the gate from now on. */
  async pass(n: number, minutesAgo: number): Promise<void> {
    await this.#sql`
      insert into public.datasets (source, kind, name, bytes, status)
      select 'http', 'status', ${this.#dataset}, 1, 'cancelled'
      where not exists (select from public.datasets where name = ${this.#dataset})`;
    await this.#sql`
      insert into public.status_events (row_key, knr, status, checkpoint, passed_at, dataset_id)
      select gen_random_uuid(), ${this.knr(n)}, 'M700', 'ZP7', now() at time zone 'utc' - make_interval(mins => ${minutesAgo}),
        (select id from public.datasets where name = ${this.#dataset})`;
    await this.#sql`
      update public.car_features set last_point_at = now() at time zone 'utc' - make_interval(mins => ${minutesAgo})
      where knr = ${this.knr(n)}`;
  }

  /** The gate's predictions of these cars in the order in which they were made. */
  async asked(): Promise<{ knr: string; late: boolean }[]> {
    return await this.#sql`
      select knr, late from public.predictions
      where request_id is not null and knr like ${`${this.#year}-%`} order by id`;
  }

  async remove(): Promise<void> {
    const like = `${this.#year}-%`;
    await this.#sql`delete from public.status_events where knr like ${like}`;
    await this.#sql`delete from public.datasets where name = ${this.#dataset}`;
    await removeCars(this.#sql, this.#year);
    await this.#sql`update public.plant_settings set audit_share = 0.02`;
  }

  get #dataset(): string {
    return `gate-${this.#year}.csv`;
  }
}
