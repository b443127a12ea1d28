-- Who looks for what became of a request finds it in the logs of the functions and of the trainer by one id: a job that a
-- request asks for carries it. And what Prometheus reads of the plant, in one statement a scrape.

-- The id of the request that this transaction serves, as the functions send it; null elsewhere. Nobody else's word is taken
-- further than what an id looks like: it stands in log lines.
create function private.request_id() returns text
language sql stable set search_path = ''
as $$
  select substring(nullif(current_setting('request.headers', true), '')::json ->> 'x-request-id' from '^[A-Za-z0-9_.:-]{1,128}$')
$$;
revoke execute on function private.request_id() from public;

create or replace function private.enqueue(
  task text, payload json, job_key text, run_at timestamptz default now(), queue text default null
) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if to_regnamespace('graphile_worker') is not null then
    perform graphile_worker.add_job(task,
      case when private.request_id() is null then payload
        else (payload::jsonb || jsonb_build_object('requestId', private.request_id()))::json end,
      queue_name => enqueue.queue, job_key => enqueue.job_key, run_at => enqueue.run_at, max_attempts => 5);
  end if;
end $$;

-- Read by the trainer, which comes as the project's own role. `recent` is of 15 minutes, and of the newest 20,000 at most.
create function private.metrics() returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  answer jsonb;
begin
  select jsonb_build_object(
    'runs', (select coalesce(jsonb_object_agg(x.status, x.runs), '{}') from (
      select r.status, count(*) as runs from public.training_runs r group by 1) x),
    'datasets', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
      select coalesce(d.kind, 'unknown') as kind, d.status, count(*) as datasets from public.datasets d group by 1, 2) x),
    'rows', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
      select d.kind, sum(d.rows_loaded)::bigint as loaded, sum(d.rows_rejected)::bigint as rejected
      from public.datasets d where d.kind is not null and d.status = 'loaded' group by 1) x),
    'lastLoad', (select extract(epoch from max(d.finished_at)) from public.datasets d where d.status = 'loaded' and d.source = 'file'),
    'lastIngest', (select extract(epoch from max(i.created_at)) from public.ingest_requests i),
    'recent', (select coalesce(jsonb_object_agg(x.decision, x.predictions), '{}') from (
      select p.decision, count(*) as predictions
      from (select n.decision, n.created_at from public.predictions n order by n.id desc limit 20000) p
      where p.created_at > now() - interval '15 minutes' group by 1) x),
    'modelInUse', (select jsonb_build_object('id', d.model_id, 'since', extract(epoch from d.created_at))
      from public.deployments d order by d.id desc limit 1),
    'alarms', (select count(*) from public.alarms a where a.closed_at is null),
    'inReview', (select count(*) from public.datasets d where d.review = 'needs_look' and d.status = 'loaded'),
    'databaseBytes', pg_database_size(current_database()),
    'trainers', jsonb_array_length(private.health_trainers()))
  into answer;
  -- The queue's tables come with the first trainer.
  if to_regclass('graphile_worker.jobs') is not null then
    answer := answer || jsonb_build_object('queue', private.health_queue());
  end if;
  return answer;
end $$;
revoke execute on function private.metrics() from public;
