-- Whoever locks the policy's row and a run's locks the policy first. A run's end did not: the trigger had the run's row and then
-- wanted the policy, while cancelling had the policy and wanted the run's row, and Postgres ended one of the two (40P01). The run's
-- end now locks nothing of the policy. Causes that wait are a state of two tables (some wait, no run is active), so they cannot be
-- missed: the trainer's sweep sees it within seconds, and whoever asks for a run or cancels one has the policy's row already.

drop trigger training_run_ended on public.training_runs;
drop function private.on_run_ended();

-- Makes one run of the causes that came while another was active; false while one is, or when none wait.
create function private.ask_for_waiting() returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  policy public.retrain_policy;
begin
  select * into policy from public.retrain_policy p where p.only_row for update;
  if policy.waiting = '[]' or exists (select from public.training_runs r where r.status in ('queued', 'running')) then
    return false;
  end if;
  update public.retrain_policy set waiting = '[]' where only_row;
  insert into public.training_runs (cause, causes, not_before)
  values (policy.waiting -> 0 ->> 'cause', policy.waiting, now() + make_interval(secs => policy.debounce_seconds));
  return true;
end $$;
revoke execute on function private.ask_for_waiting() from public;

-- Does `ask_for_waiting` have something to do? Without a lock, for the trainer's sweep.
create function private.causes_wait() returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (select from public.retrain_policy p where p.waiting <> '[]')
    and not exists (select from public.training_runs r where r.status in ('queued', 'running'))
$$;
revoke execute on function private.causes_wait() from public;

-- What waits becomes a run before anything else is asked: the new cause joins it. Who cancels lets it begin.
do $$
declare
  change record;
  made text;
begin
  for change in select * from (values
    ('private.ask_for_run(text, jsonb)', 'select * into policy from public.retrain_policy p where p.only_row for update;',
      'perform private.ask_for_waiting();' || chr(10) || '  '),
    ('public.request_training_run(text, jsonb)', 'update public.training_runs r' || chr(10) || '  set causes',
      'perform private.ask_for_waiting();' || chr(10) || '  '),
    ('public.cancel_training_run(bigint)', 'return run;', 'perform private.ask_for_waiting();' || chr(10) || '  ')
  ) v (function, was, before)
  loop
    made := pg_get_functiondef(change.function::regprocedure);
    if (length(made) - length(replace(made, change.was, ''))) / length(change.was) <> 1 then
      raise exception '% does not have once: %', change.function, change.was;
    end if;
    execute replace(made, change.was, change.before || change.was);
  end loop;
end $$;
