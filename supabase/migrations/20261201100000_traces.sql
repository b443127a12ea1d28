-- A job belongs to the trace of the request that asked for it, as it does to its id.

-- The span that asks, as W3C Trace Context writes it (https://www.w3.org/TR/trace-context/#traceparent-header); null elsewhere.
create function private.traceparent() returns text
language sql stable set search_path = ''
as $$
  select substring(nullif(current_setting('request.headers', true), '')::json ->> 'traceparent'
    from '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$')
$$;
revoke execute on function private.traceparent() from public;

create or replace function private.enqueue(
  task text, payload json, job_key text, run_at timestamptz default now(), queue text default null
) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if to_regnamespace('graphile_worker') is not null then
    perform graphile_worker.add_job(task,
      (payload::jsonb || jsonb_strip_nulls(jsonb_build_object(
        'requestId', private.request_id(), 'traceparent', private.traceparent())))::json,
      queue_name => enqueue.queue, job_key => enqueue.job_key, run_at => enqueue.run_at, max_attempts => 5);
  end if;
end $$;
