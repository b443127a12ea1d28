-- How the plant's machinery is, for its engineers. Each part is read by itself: one that cannot be read (the queue's tables
-- come with the first trainer; a hosted database hides some views) is null, and the screen says so.

-- Errors of jobs are written by programs and by libraries: what looks like a secret in one is not shown.
create function private.without_secrets(value text) returns text
language sql immutable set search_path = ''
as $$
  select regexp_replace(regexp_replace(regexp_replace(left(value, 2000),
    '://[^/@\s]+@', '://…@', 'g'),
    '(sb_secret_|whsec_|Bearer\s+|apikey[=:]\s*|password[=:]\s*)\S+', '\1…', 'gi'),
    'eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]+', '…', 'g')
$$;

-- Waiting: its time has come and nobody is at it. Later: its time is yet to come.
create function private.health_queue() returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(x) order by x.task), '[]') from (
    select j.task_identifier as task,
      count(*) filter (where j.locked_at is not null) as working,
      count(*) filter (where j.locked_at is null and j.attempts < j.max_attempts and j.run_at <= now()) as waiting,
      count(*) filter (where j.locked_at is null and j.attempts < j.max_attempts and j.run_at > now()) as later,
      count(*) filter (where j.locked_at is null and j.attempts >= j.max_attempts) as failed,
      extract(epoch from now() - min(j.run_at)
        filter (where j.locked_at is null and j.attempts < j.max_attempts and j.run_at <= now()))::double precision as "oldestSeconds"
    from graphile_worker.jobs j group by 1) x
$$;

create function private.health_working() returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', j.id, 'task', j.task_identifier, 'since', j.locked_at, 'attempt', j.attempts)
    order by j.locked_at), '[]')
  from graphile_worker.jobs j where j.locked_at is not null
$$;

-- Jobs that failed and wait for their next try, or have none left.
create function private.health_failed() returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(x) order by x."gaveUp" desc, x.id), '[]') from (
    select j.id, j.task_identifier as task, j.key, j.attempts, j.max_attempts as "maxAttempts", j.attempts >= j.max_attempts as "gaveUp",
      split_part(private.without_secrets(j.last_error), E'\n', 1) as reason, j.updated_at as "failedAt",
      case when j.attempts < j.max_attempts then j.run_at end as "nextTry"
    from graphile_worker.jobs j
    where j.locked_at is null and (j.attempts >= j.max_attempts or (j.attempts > 0 and j.last_error is not null))
    order by j.attempts >= j.max_attempts desc, j.id limit 100) x
$$;

-- Trainers that live hold a lock each, on a session of its own (trainer/alive.ts).
create function private.health_trainers() returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('since', a.backend_start) order by a.backend_start), '[]')
  from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.classid = 4255300 and l.objsubid = 2 and l.granted
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
    and a.application_name like 'halle trainer %'
$$;

create function private.health_last() returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'run', (select jsonb_build_object('id', r.id, 'status', r.status, 'finishedAt', r.finished_at)
      from public.training_runs r where r.finished_at is not null order by r.finished_at desc limit 1),
    'load', (select jsonb_build_object('id', d.id, 'name', d.name, 'status', d.status, 'finishedAt', d.finished_at)
      from public.datasets d where d.finished_at is not null and d.status in ('loaded', 'failed') order by d.finished_at desc limit 1),
    'prediction', (select p.created_at from public.predictions p order by p.id desc limit 1),
    'modelInUse', (select d.model_id from public.deployments d order by d.id desc limit 1))
$$;

create function private.health_database() returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('bytes', pg_database_size(current_database()), 'tables', (
    select coalesce(jsonb_agg(to_jsonb(x) order by x.bytes desc), '[]') from (
      select n.nspname || '.' || c.relname as name, pg_total_relation_size(c.oid) as bytes,
        case when c.reltuples >= 0 then c.reltuples::bigint end as rows
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm') and n.nspname in ('public', 'private', 'storage', 'auth', 'graphile_worker')
      order by 2 desc limit 10) x))
$$;

create function private.health_buckets() returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(x) order by x.name), '[]') from (
    select b.id as name, count(o.id) as files, coalesce(sum((o.metadata ->> 'size')::bigint), 0) as bytes
    from storage.buckets b left join storage.objects o on o.bucket_id = b.id group by 1) x
$$;

create function private.health_versions() returns jsonb
language sql stable set search_path = ''
as $$ select jsonb_build_object('postgres', current_setting('server_version')) $$;

-- A dynamic statement, because the table is not everywhere.
create function private.health_migrations() returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  answer jsonb;
begin
  execute 'select jsonb_build_object(''count'', count(*), ''newest'', max(version)) from supabase_migrations.schema_migrations' into answer;
  return answer;
end $$;

-- All parts (a function `private.health_…` each), in the form of shared/contracts/health.ts. Definer, because nobody else reads the queue.
create function public.health() returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  answer jsonb := jsonb_build_object('at', now());
  part text;
  found_there jsonb;
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin sees how the machinery is.');
  end if;
  for part in
    select substr(p.proname, 8) from pg_catalog.pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.proname like 'health\_%' order by 1
  loop
    begin
      execute format('select private.health_%s()', part) into found_there;
    exception when others then
      found_there := null;
    end;
    answer := answer || jsonb_build_object(part, found_there);
  end loop;
  return answer;
end $$;

-- Gives a job that failed its tries again, from now on. One that somebody is at, or that has not failed, is left alone.
create function public.retry_job(job_id bigint) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  given bigint;
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin can try a job again.');
  end if;
  if to_regclass('graphile_worker.jobs') is not null then
    select r.id into given
    from graphile_worker.jobs j, lateral graphile_worker.reschedule_jobs(array[j.id], now(), attempts => 0) r
    where j.id = retry_job.job_id and j.locked_at is null and j.attempts > 0 and (j.last_error is not null or j.attempts >= j.max_attempts);
  end if;
  if given is null then
    perform private.refuse(404, 'not_found', format('Job %s is not there any more, or is being worked on.', job_id));
  end if;
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p
    where (p.pronamespace = 'public'::regnamespace and p.proname in ('health', 'retry_job'))
      or (p.pronamespace = 'private'::regnamespace and p.proname like 'health\_%') loop
    execute format('revoke execute on function %s from public, anon', f);
  end loop;
end $$;
grant execute on function public.health(), public.retry_job(bigint) to authenticated, service_role;
