import { setTimeout as sleep } from 'node:timers/promises';
import type { SupabaseClient } from '@supabase/supabase-js';
import { expect } from 'vitest';
import { labelledCars, putCars } from '../../../tools/test/fixtures/cars.ts';
import { Gate } from '../gate.ts';
import { type Disturbed, OwnStack, type Trainer, until } from '../own-stack.ts';

/** A stack of its own with 1,200 labelled cars, whose database, Storage, functions and trainers a test may disturb. */
export class PlantInTrouble {
  readonly stack: OwnStack;
  readonly gate: Gate;
  readonly engineer: SupabaseClient;
  trainer!: Trainer;
  private constructor(stack: OwnStack, gate: Gate, engineer: SupabaseClient) {
    this.stack = stack;
    this.gate = gate;
    this.engineer = engineer;
  }

  static async boot(year: string): Promise<PlantInTrouble> {
    const stack = await OwnStack.boot();
    const gate = await Gate.open(stack.file.apiUrl);
    const plant = new PlantInTrouble(stack, gate, await stack.client('engineer'));
    await putCars(stack.sql, labelledCars(year, 1200, 11));
    await stack.sql`update public.retrain_policy set min_new_labels = null, schedule = null`;
    await plant.startTrainer();
    return plant;
  }

  async stop(): Promise<void> {
    await this.gate.close();
    await this.stack.stop();
  }

  async startTrainer(disturbed: Disturbed = {}): Promise<void> {
    this.trainer = await this.stack.trainer(this.gate.url, disturbed).ready();
  }

  /** As whatever supervises a trainer does: npm start, the container's restart policy. */
  async keepTrainerAlive<T>(work: Promise<T>): Promise<T> {
    const over = new AbortController();
    const watching = (async () => {
      while (!over.signal.aborted) {
        if (this.trainer.ended) await this.startTrainer();
        await sleep(50);
      }
    })();
    try {
      return await work;
    } finally {
      over.abort();
      await watching;
    }
  }

  /** What a dead trainer held is free after 5 seconds: they pass at once. */
  async passTime(): Promise<void> {
    for (const table of ['_private_jobs', '_private_job_queues'])
      await this.stack.sql`
        update graphile_worker.${this.stack.sql(table)} set locked_at = locked_at - interval '10 seconds'
        where locked_by is not null`;
    await this.stack.sql`update graphile_worker._private_jobs set run_at = now() where locked_by is null`;
  }

  /** Every session ends and the database starts anew, as after a crash of its machine: Postgres does so when one backend is killed. */
  async crashDatabase(): Promise<void> {
    const [row] = await this.stack.sql`select pg_backend_pid() as pid, pg_postmaster_start_time() as started`;
    process.kill(Number(row!['pid']), 'SIGKILL');
    await this.databaseIsBack();
  }
  async databaseIsBack(): Promise<void> {
    await until('the database after its crash', async () => {
      try {
        return (await this.stack.sql`select 1`).length === 1;
      } catch {
        return false;
      }
    });
  }

  /** Of other cars than the run before, whose snapshot and model would be there already. */
  async startRun(name: string): Promise<number> {
    await this.stack.sql`
      update public.car_features set failures_total = failures_total + 1
      where knr = (select min(knr) from public.cars where road_test_failed is not null)`;
    const { data } = await this.engineer.auth.getSession();
    const answer = await fetch(`${this.stack.file.apiUrl}/functions/v1/createModel/runs`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${data.session!.access_token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ parameters: { name } }),
    });
    expect(answer.status).toBe(202);
    return ((await answer.json()) as { id: number }).id;
  }
  async run(id: number) {
    const [row] = await this.stack.sql`
      select status, phase, error, model_id::int as model, started_at <= finished_at as in_order
      from public.training_runs where id = ${id}`;
    return row!;
  }
  /** Succeeded, with one model of its own, registered once, and nothing left in the queue. */
  async expectOneModel(id: number): Promise<void> {
    const { sql } = this.stack;
    const ended = await until(
      'the end of the run',
      async () => {
        const row = await this.run(id).catch(() => null);
        return row && !['queued', 'running'].includes(row['status']) ? row : null;
      },
      90,
    );
    expect(ended['error']).toBeNull();
    expect(ended).toMatchObject({ status: 'succeeded', phase: 'done', in_order: true });
    const models =
      await sql`select id::int, sha256, storage_path from public.models where training_run_id = ${id}`;
    expect(models.map((model) => model['id'])).toEqual([ended['model']]);
    const files =
      await sql`select from storage.objects where bucket_id = 'models' and name = ${models[0]!['storage_path']}`;
    expect(files).toHaveLength(1);
    await until(
      'an empty queue',
      async () => (await sql`select from graphile_worker.jobs where key = ${`train:${id}`}`).length === 0,
    );
  }
}
