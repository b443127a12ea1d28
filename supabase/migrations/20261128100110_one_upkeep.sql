-- The night's upkeep is one at a time. A job that somebody is at does not take up a second request: the queue makes one more
-- job, and a first thinning of some hours had three of them at work after half an hour, on all of the trainer's hands.

-- As in 20261124200400_upkeep.sql, but for the job that is being done and the name of a queue: its jobs run one after another.
create or replace function private.ask_for_upkeep() returns void
language plpgsql set search_path = ''
as $$
declare
  tonight timestamptz := date_trunc('day', now() at time zone 'utc' - interval '2 hours') at time zone 'utc' + interval '2 hours';
begin
  if to_regnamespace('graphile_worker') is null
    or exists (select from public.upkeep_runs u where u.finished_at >= tonight)
    or exists (select from graphile_worker.jobs j where j.task_identifier = 'upkeep' and j.locked_at is not null) then
    return;
  end if;
  perform private.enqueue('upkeep', '{}', 'upkeep', now(), 'upkeep');
end $$;
