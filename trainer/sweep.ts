import type { Sql } from 'postgres';
import type { TrainerContext } from './context.ts';
import { freeDeadWork } from './alive.ts';

/**
 * Takes up what a crash or a missing queue left behind: frees the jobs of dead trainers, then asks again for every
 * dataset, training run and score that waits or works without a job. Safe at any time and from several trainers at once:
 * a job key makes the same request once. Causes that came while a run was active become the run after it. Work that ended
 * its trainer on every try is closed with a sentence.
 */
export async function sweep({ sql, log }: TrainerContext): Promise<void> {
  const freed = await freeDeadWork(sql);
  const gaveUp = [...(await giveUp(sql, 'datasets')), ...(await giveUp(sql, 'training_runs'))];
  gaveUp.push(...(await giveUpMessages(sql)));
  const again = await tryAgain(sql);
  // A load that is at its labels holds the policy's row for long: the next sweep sees the same causes again.
  const waiting = await sql`
    with policy as materialized (
      select from public.retrain_policy p where private.causes_wait() for update skip locked)
    select private.ask_for_waiting() from policy`;
  const datasets = await sql`
    select private.enqueue('load_dataset', json_build_object('datasetId', d.id), 'load_dataset:' || d.id, now(), 'load_dataset')
    from public.datasets d
    where d.status in ('queued', 'loading')
      and not exists (select from graphile_worker.jobs j where j.key = 'load_dataset:' || d.id)`;
  const removals = await sql`
    select private.enqueue('remove_dataset', json_build_object('datasetId', d.id), 'remove_dataset:' || d.id, now(), 'load_dataset')
    from public.datasets d
    where (d.status = 'removing' or (d.status = 'removed' and exists (select from public.lake_files f where f.dataset_id = d.id)))
      and not exists (select from graphile_worker.jobs j where j.key = 'remove_dataset:' || d.id)`;
  const runs = await sql`
    select private.enqueue('train', json_build_object('runId', r.id), 'train:' || r.id, r.not_before)
    from public.training_runs r
    where r.status in ('queued', 'running')
      and not exists (select from graphile_worker.jobs j where j.key = 'train:' || r.id)`;
  const scores = await sql`
    select private.ask_for_scores()
    where private.scores_wanted() and not exists (select from graphile_worker.jobs j where j.key = 'score_challenger')`;
  const messages = await sql`
    select private.ask_for_delivery(d) from public.webhook_deliveries d
    where d.state = 'waiting'
      and not exists (select from graphile_worker.jobs j where j.key = 'send_webhook:' || d.id)`;
  const asked =
    waiting.length + datasets.length + removals.length + runs.length + scores.length + messages.length;
  if (freed + gaveUp.length + again + asked > 0) {
    log('sweep', {
      deadTrainers: freed,
      gaveUp,
      again,
      waiting: waiting.length,
      datasets: datasets.length,
      removals: removals.length,
      runs: runs.length,
      scores: scores.length,
      messages: messages.length,
    });
  }
}

/**
 * What is half done must be done: removals, comparisons and scores that failed on every try (Storage was away for long) are
 * tried again a minute later, as often as it takes.
 */
async function tryAgain(sql: Sql): Promise<number> {
  const rows = await sql`
    select graphile_worker.reschedule_jobs(array[j.id], now() + interval '1 minute', attempts => 0)
    from graphile_worker.jobs j
    where j.task_identifier in ('remove_dataset', 'settle_cars', 'store_ingested', 'score_challenger', 'monitor')
      and j.locked_at is null and j.attempts >= j.max_attempts`;
  return rows.length;
}

/** Tries are counted when a job is taken, so a job with none left and nobody at it has crashed its last trainer. */
async function giveUp(sql: Sql, table: 'datasets' | 'training_runs'): Promise<string[]> {
  const key = table === 'datasets' ? 'load_dataset:' : 'train:';
  const error = {
    code: 'internal',
    message: 'The trainer stopped on every try. Its log says why; too little memory is the usual reason.',
  };
  const rows = await sql<{ key: string }[]>`
    update public.${sql.unsafe(table)} t set status = 'failed', error = ${sql.json(error)}, finished_at = now()
    from graphile_worker.jobs j
    where j.key = ${key} || t.id and j.locked_at is null and j.attempts >= j.max_attempts
      and t.status in ('queued', 'loading', 'running')
    returning j.key`;
  return rows.map((row) => row.key);
}

/**
 * A message whose last try ended with its trainer: nobody knows whether it was sent. It is given up, so that the page says so
 * and a person can send it again; the receiver is not blamed. Its job has nothing left to do.
 */
async function giveUpMessages(sql: Sql): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    with over as (
      update public.webhook_deliveries d set state = 'given_up'
      from graphile_worker.jobs j
      where d.state = 'waiting' and j.key = 'send_webhook:' || d.id
        and j.locked_at is null and j.attempts >= j.max_attempts
      returning d.id, j.key
    ), told as (
      insert into public.webhook_tries (delivery_id, ms, error)
      select id, 0, 'The trainer stopped in the middle of the last try: whether it was sent is not known.' from over
    )
    select key, graphile_worker.remove_job(key) from over`;
  return rows.map((row) => row.key);
}
