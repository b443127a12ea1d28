import type postgres from 'postgres';
import { putCars } from '../fixtures/cars.ts';
import { call, modelForm } from '../fixtures/functions.ts';
import { metadataOf, onnxFileOf, someCars, trainedModel, treeFileOf } from '../fixtures/models.ts';
import { accessToken, signedInClient } from '../stack.ts';
import { GatePlant } from './gate-plant.ts';

/** A year that no other test uses. */
export const YEAR = '1897';
const LABELLED = 500;
const FOUND = 12;

/** What the four users' ways lead over: cars at the gate, a model in use, a candidate, cars to measure on, failures. */
export class JourneysPlant {
  readonly #sql: postgres.Sql;
  readonly gate: GatePlant;
  candidate = 0;
  constructor(sql: postgres.Sql) {
    this.#sql = sql;
    this.gate = new GatePlant(sql, YEAR);
  }
  knr = (n: number) => this.gate.knr(n);
  get #found() {
    return Array.from({ length: FOUND }, (_, n) => this.knr(1000 + n));
  }

  async build(): Promise<void> {
    await this.remove();
    await this.gate.build(6);
    await putCars(
      this.#sql,
      someCars(LABELLED, 4).map(({ row, failed }, n) => ({
        knr: this.knr(1000 + n),
        features: row,
        roadTestAt: `${YEAR}-03-0${1 + (n % 9)} 10:00:00`,
        failed,
      })),
    );
    for (const knr of this.#found)
      await this
        .#sql`insert into public.failures (row_key, knr, checkpoint, failure, failure_group, found_at, dataset_id)
        values (gen_random_uuid(), ${knr}, 'ZP7', 'Porta 01. Riscada', '133', ${`${YEAR}-03-05 08:00:00`}, 0)`;
    await this.#sql`select private.refresh_analysis(${this.#found}, null)`;
    const trained = await trainedModel(Date.now() % 1_000_000);
    const token = await accessToken(await signedInClient('engineer'));
    const made = await call('createModel', token, {
      method: 'POST',
      body: modelForm(onnxFileOf(trained), metadataOf('journeys candidate'), treeFileOf(trained)),
    });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    this.candidate = Number(made.body.id);
  }

  async remove(): Promise<void> {
    const loaded = await this.#sql`
      select id::int from public.datasets where name like '%journeys-status.csv' and status = 'loaded'`;
    const engineer = await signedInClient('engineer');
    for (const { id } of loaded) await engineer.rpc('remove_dataset', { dataset_id: id });
    if (this.candidate)
      await engineer.rpc('answer_candidate', {
        model_id: this.candidate,
        answer: 'reject',
        reason: 'of a test',
      });
    await this.#sql`delete from public.failures where knr like ${`${YEAR}-%`}`;
    await this.gate.remove();
    await this.#sql`select private.refresh_analysis(${this.#found}, null)`;
  }
}
