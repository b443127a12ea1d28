-- When a model is created without anybody asking, and what people answer to the candidates that come of it. A run that begins
-- by itself ends with a candidate; a candidate waits in the inbox until a person says: put in use, rejected, later.
-- docs/decisions/0023.

alter table public.retrain_policy
  add column on_alarm boolean not null default false,
  add column schedule text check (schedule in ('day', 'week')),
  add column schedule_weekday smallint not null default 1 check (schedule_weekday between 1 and 7),
  add column schedule_hour smallint not null default 5 check (schedule_hour between 0 and 23),
  add column time_zone text not null default 'UTC',
  add column by_button boolean not null default true,
  add column by_http boolean not null default true,
  add column asked_for timestamptz not null default now(),
  add column waiting jsonb not null default '[]';
comment on column public.retrain_policy.min_new_labels is 'Newly labelled cars that start a run; null: labels start none.';
comment on column public.retrain_policy.on_alarm is 'An alarm that no calendar event explains starts a run.';
comment on column public.retrain_policy.schedule is 'A run every day or every week at an hour of the plant''s clock; null: none.';
comment on column public.retrain_policy.schedule_weekday is 'Of a weekly run: 1 is Monday.';
comment on column public.retrain_policy.time_zone is 'The plant''s clock, by its name in the IANA list.';
comment on column public.retrain_policy.asked_for is 'The schedule has been looked at up to here: an hour that passed later is due.';
comment on column public.retrain_policy.waiting is 'Causes that came while a run was active: they make one run after it.';

-- A name that Postgres does not know would stop every scheduled run; a changed schedule counts from now on.
create function private.check_policy() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from pg_catalog.pg_timezone_names z where z.name = new.time_zone) then
    perform private.refuse(400, 'invalid_field', format('time_zone: there is no time zone "%s".', new.time_zone));
  end if;
  if (old.schedule, old.schedule_weekday, old.schedule_hour, old.time_zone)
    is distinct from (new.schedule, new.schedule_weekday, new.schedule_hour, new.time_zone) then
    new.asked_for := now();
  end if;
  new.updated_at := now();
  return new;
end $$;
create trigger policy_checked
  before update of schedule, schedule_weekday, schedule_hour, time_zone, min_new_labels, on_alarm, by_button, by_http, debounce_seconds
  on public.retrain_policy for each row execute function private.check_policy();
grant update (on_alarm, schedule, schedule_weekday, schedule_hour, time_zone, by_button, by_http)
  on public.retrain_policy to authenticated;

alter table public.training_runs
  drop constraint training_runs_cause_check,
  add constraint training_runs_cause_check check (cause in ('button', 'http', 'labels', 'schedule', 'alarm')),
  add column causes jsonb not null default '[]',
  add column news jsonb;
comment on column public.training_runs.cause is 'The first of its causes.';
comment on column public.training_runs.causes is
  'All that asked for it, oldest first: [{"cause", "at"}, with "labels", "alarmId", "feature", "checkpoint", "since" where they belong].';
comment on column public.training_runs.news is
  'What is new when it starts: {"modelId", "cars", "failures", "alarms": […]} since the snapshot of the model in use; cars null: it names none.';

-- Cars that training would take now and the model in use has neither learned from nor been measured on. Asked by the trainer
-- when a run looks at the plant, in a statement of its own: whoever cancels does not wait for the count.
create function private.news() returns jsonb
language sql stable set search_path = ''
as $$
  with model as (
    select m.id, s.snapshot_id, s.learned, s.held_out
    from (select d.model_id from public.deployments d order by d.id desc limit 1) d
    join public.models m on m.id = d.model_id left join public.snapshot_cars s using (snapshot_id)
  ), fresh as (
    select count(*) as cars, count(*) filter (where c.road_test_failed) as failures
    from public.cars c join public.car_features f using (knr)
    where c.road_test_failed is not null and c.road_test_at is not null
      and c.knr not in (select k from model, unnest(model.learned) k)
      and c.knr not in (select k from model, unnest(model.held_out) k)
      and not exists (select from public.dataset_cars dc join public.datasets d on d.id = dc.dataset_id
        where dc.knr = c.knr and d.status = 'loaded' and d.review = 'needs_look')
  )
  select jsonb_build_object(
    'modelId', (select id from model),
    'cars', case when exists (select from model where snapshot_id is null) then null else fresh.cars end,
    'failures', case when exists (select from model where snapshot_id is null) then null else fresh.failures end,
    'alarms', coalesce((
      select jsonb_agg(jsonb_build_object('id', a.id, 'feature', a.feature, 'checkpoint', a.checkpoint, 'since', a.since)
        order by a.since, a.id)
      from public.alarms a where a.closed_at is null and a.expected_by is null and a.model_id = (select id from model)), '[]'))
  from fresh
$$;

-- Asks for a run by itself. Within the policy's seconds all causes come into one run, whose job has one key; a run that is
-- being made already sees no more of the plant, so that one more follows it. Whoever asks or cancels holds the policy's row
-- first: of two, the second sees what the first did.
create function private.ask_for_run(cause text, details jsonb default '{}') returns void
language plpgsql security definer set search_path = ''
as $$
declare
  policy public.retrain_policy;
  entry jsonb := jsonb_build_object('cause', ask_for_run.cause, 'at', now()) || details;
  -- An alarm is a cause by itself, the others are told once.
  same jsonb := jsonb_build_array(jsonb_build_object('cause', ask_for_run.cause)
    || case when ask_for_run.cause = 'alarm' then details else '{}' end);
begin
  select * into policy from public.retrain_policy p where p.only_row for update;
  update public.training_runs r set causes = case when r.causes @> same then r.causes else r.causes || entry end
  where r.status = 'queued';
  if found then
    if ask_for_run.cause = 'labels' then update public.retrain_policy set labels_since_run = 0 where only_row; end if;
  elsif exists (select from public.training_runs r where r.status = 'running') then
    update public.retrain_policy p set waiting = p.waiting || entry where p.only_row and not p.waiting @> same;
  else
    insert into public.training_runs (cause, causes, not_before)
    values (ask_for_run.cause, jsonb_build_array(entry), now() + make_interval(secs => policy.debounce_seconds));
  end if;
end $$;
revoke execute on function private.ask_for_run(text, jsonb) from public;

create function private.on_run_ended() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  policy public.retrain_policy;
begin
  select * into policy from public.retrain_policy p where p.only_row for update;
  if policy.waiting = '[]' or exists (select from public.training_runs r where r.status in ('queued', 'running')) then
    return null;
  end if;
  update public.retrain_policy set waiting = '[]' where only_row;
  insert into public.training_runs (cause, causes, not_before)
  values (policy.waiting -> 0 ->> 'cause', policy.waiting, now() + make_interval(secs => policy.debounce_seconds));
  return null;
end $$;
create trigger training_run_ended after update of status on public.training_runs
  for each row when (old.status in ('queued', 'running') and new.status not in ('queued', 'running'))
  execute function private.on_run_ended();

-- As in 20261123130400_queue.sql, but that a run in progress does not swallow the request.
create or replace function private.on_labels() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  fresh integer;
  policy public.retrain_policy;
begin
  select count(*) into fresh from after_rows a join before_rows b using (knr)
  where b.road_test_failed is null and a.road_test_failed is not null;
  if fresh = 0 then return null; end if;
  update public.retrain_policy set labels_since_run = labels_since_run + fresh where only_row returning * into policy;
  if policy.labels_since_run >= policy.min_new_labels then
    perform private.ask_for_run('labels', jsonb_build_object('labels', policy.labels_since_run));
  end if;
  return null;
end $$;

create function private.on_alarm() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if (select p.on_alarm from public.retrain_policy p where p.only_row) then
    perform private.ask_for_run('alarm', jsonb_build_object(
      'alarmId', new.id, 'feature', new.feature, 'checkpoint', new.checkpoint, 'since', new.since));
  end if;
  return null;
end $$;
create trigger alarm_asks_for_run after insert on public.alarms
  for each row when (new.expected_by is null) execute function private.on_alarm();

-- The newest hour of the schedule that has passed; null without a schedule. A week has its hour on one day.
create function private.scheduled_hour(policy public.retrain_policy, at timestamptz) returns timestamptz
language sql stable set search_path = ''
as $$
  select max(hour) from (
    select ((at at time zone policy.time_zone)::date - days + make_interval(hours => policy.schedule_hour))
      at time zone policy.time_zone as hour
    from generate_series(0, 7) days
    where policy.schedule = 'day' or extract(isodow from (at at time zone policy.time_zone)::date - days) = policy.schedule_weekday) x
  where policy.schedule is not null and hour <= at
$$;

-- Asked by the trainer every ten minutes. Hours that passed while no trainer ran make one run.
create function private.ask_by_schedule(at timestamptz default now()) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  policy public.retrain_policy;
  due timestamptz;
begin
  select * into policy from public.retrain_policy p where p.only_row for update;
  due := private.scheduled_hour(policy, at);
  if due is null or due <= policy.asked_for then return false; end if;
  update public.retrain_policy set asked_for = due where only_row;
  perform private.ask_for_run('schedule');
  return true;
end $$;
revoke execute on function private.ask_by_schedule(timestamptz) from public;

-- Of a person or a program: at once, and on top of what waits for the policy's seconds to pass.
create or replace function public.request_training_run(cause text default 'http', parameters jsonb default '{}')
returns public.training_runs
language plpgsql security definer set search_path = ''
as $$
declare
  policy public.retrain_policy;
  run public.training_runs;
  entry jsonb := jsonb_build_object('cause', request_training_run.cause, 'at', now());
  active bigint;
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin can create a model.');
  end if;
  if request_training_run.cause not in ('button', 'http') then
    perform private.refuse(400, 'invalid_field', 'cause: a person or a program asks by "button" or "http".');
  end if;
  select * into policy from public.retrain_policy p where p.only_row for update;
  if (request_training_run.cause = 'button' and not policy.by_button)
    or (request_training_run.cause = 'http' and not policy.by_http) then
    perform private.refuse(409, 'switched_off', format('The plant''s policy lets nobody create a model by %s.',
      case request_training_run.cause when 'button' then 'button' else 'HTTP' end));
  end if;
  update public.training_runs r
  set causes = r.causes || entry, parameters = request_training_run.parameters, requested_by = auth.uid(), not_before = now()
  where r.status = 'queued' and r.cause not in ('button', 'http') and r.requested_by is null and r.not_before > now()
  returning * into run;
  if run.id is not null then
    perform private.enqueue('train', json_build_object('runId', run.id), 'train:' || run.id, run.not_before);
    return run;
  end if;
  insert into public.training_runs (cause, causes, parameters, requested_by)
  values (request_training_run.cause, jsonb_build_array(entry), request_training_run.parameters, auth.uid())
  on conflict ((true)) where status in ('queued', 'running') do nothing
  returning * into run;
  if run.id is null then
    select r.id into active from public.training_runs r where r.status in ('queued', 'running');
    perform private.refuse(409, 'run_in_progress', format('Training run %s is in progress; only one runs at a time.', active));
  end if;
  return run;
end $$;

create or replace function public.cancel_training_run(run_id bigint) returns public.training_runs
language plpgsql security definer set search_path = ''
as $$
declare
  run public.training_runs;
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin can cancel a training run.');
  end if;
  perform from public.retrain_policy p where p.only_row for update;
  update public.training_runs r
  set cancel_requested = true,
    status = case when r.status = 'queued' then 'cancelled' else r.status end,
    finished_at = case when r.status = 'queued' then now() else r.finished_at end
  where r.id = run_id and r.status in ('queued', 'running') returning * into run;
  if run.id is null then
    perform 1 from public.training_runs r where r.id = run_id;
    if not found then perform private.refuse(404, 'not_found', format('There is no training run %s.', run_id)); end if;
    perform private.refuse(409, 'run_not_active', format('Training run %s is already over.', run_id));
  end if;
  return run;
end $$;

-- Why two models could not be compared: the inbox says it as what it is, and the trainer tries again when there are more cars.
create table public.refused_comparisons (
  model_id bigint not null references public.models (id) on delete cascade,
  against_id bigint not null references public.models (id) on delete cascade,
  code text not null,
  details jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (model_id, against_id)
);

create table public.candidate_answers (
  id bigint generated always as identity primary key,
  model_id bigint not null references public.models (id),
  answer text not null check (answer in ('reject', 'later', 'take_back')),
  reason text check (length(btrim(reason)) between 3 and 1000),
  until timestamptz,
  against_id bigint references public.models (id),
  evaluation_id bigint references public.evaluations (id),
  answered_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  check (answer <> 'reject' or reason is not null),
  check (answer = 'later' or until is null)
);
create index candidate_answers_by_model on public.candidate_answers (model_id, id desc);
comment on table public.candidate_answers is 'What people said to a candidate; the newest counts. A deployment answers by itself.';
comment on column public.candidate_answers.until is 'Of `later`: when it comes back; null: with the next candidate.';
comment on column public.candidate_answers.against_id is 'The model that was in use then.';
comment on column public.candidate_answers.evaluation_id is 'The comparison with it that was on the screen.';

do $$
declare t text;
begin
  foreach t in array array['refused_comparisons', 'candidate_answers'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from anon, authenticated', t);
    execute format('grant select on public.%I to authenticated', t);
    execute format('create policy "members read" on public.%I for select to authenticated using ((select private.is_member()))', t);
  end loop;
end $$;

create function private.guard_answer() returns trigger
language plpgsql set search_path = ''
as $$
begin
  -- A deleted account becomes null; what it answered stays.
  if tg_op = 'UPDATE' and new.answered_by is null and to_jsonb(old) - 'answered_by' = to_jsonb(new) - 'answered_by' then
    return new;
  end if;
  perform private.refuse(403, 'not_allowed', 'Answers to candidates are append-only: taking one back is one more answer.');
  return null;
end $$;
create trigger answer_guard before update or delete on public.candidate_answers
  for each row execute function private.guard_answer();
create trigger answer_guard_truncate before truncate on public.candidate_answers
  for each statement execute function private.guard_answer();

-- Each model that was never in use, with the answer that counts. `waiting`: it asks for an answer now.
create view public.candidates with (security_invoker = true) as
  select m.id as model_id, m.created_at, a.answer, a.reason, a.until, a.created_at as answered_at,
    coalesce(case a.answer when 'reject' then false when 'later' then
      case when a.until is null then exists (select from public.models n where n.id > m.id and n.created_at > a.created_at)
        else a.until <= now() end end, true) as waiting
  from public.models m
  left join lateral (
    select c.answer, c.reason, c.until, c.created_at from public.candidate_answers c
    where c.model_id = m.id order by c.id desc limit 1) a on true
  where not exists (select from public.deployments d where d.model_id = m.id);
revoke all on public.candidates from anon, authenticated;
grant select on public.candidates to authenticated, service_role;

create function public.answer_candidate(
  model_id bigint, answer text, reason text default null, until timestamptz default null
) returns public.candidate_answers
language plpgsql security definer set search_path = ''
as $$
declare
  known public.candidates;
  model_in_use bigint;
  kept public.candidate_answers;
begin
  if auth.uid() is null then
    perform private.refuse(403, 'person_required', 'Only a signed-in person can answer a candidate.');
  end if;
  if coalesce(private.member_role() not in ('engineer', 'admin'), true) then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin can answer a candidate.');
  end if;
  if coalesce(answer_candidate.answer, '') not in ('reject', 'later', 'take_back') then
    perform private.refuse(400, 'invalid_field', 'answer: one of reject, later, take_back.');
  end if;
  if answer_candidate.answer = 'reject' and length(btrim(coalesce(answer_candidate.reason, ''))) < 3 then
    perform private.refuse(400, 'reason_missing', 'Say why, in at least three letters: rejected candidates teach.');
  end if;
  if answer_candidate.until is not null and (answer_candidate.answer <> 'later' or answer_candidate.until <= now()) then
    perform private.refuse(400, 'invalid_field', 'until: a time to come, and only with later.');
  end if;
  -- Nobody puts it in use, and nobody else answers it, in the meantime.
  lock table public.deployments in share mode;
  perform from public.models m where m.id = answer_candidate.model_id for no key update;
  if not found then
    perform private.refuse(404, 'not_found', format('There is no model %s.', answer_candidate.model_id));
  end if;
  select * into known from public.candidates c where c.model_id = answer_candidate.model_id;
  if known.model_id is null then
    perform private.refuse(409, 'candidate_state', format('Model %s has been in use: it is no candidate.', answer_candidate.model_id));
  end if;
  if answer_candidate.answer = 'take_back' and coalesce(known.answer, 'take_back') = 'take_back' then
    perform private.refuse(409, 'candidate_state', format('Nothing was answered to model %s.', answer_candidate.model_id));
  end if;
  if answer_candidate.answer <> 'take_back' and known.answer = 'reject' then
    perform private.refuse(409, 'candidate_state',
      format('Model %s is rejected already; take that back first.', answer_candidate.model_id));
  end if;
  select d.model_id into model_in_use from public.deployments d order by d.id desc limit 1;
  insert into public.candidate_answers (model_id, answer, reason, until, against_id, evaluation_id, answered_by)
  values (answer_candidate.model_id, answer_candidate.answer, nullif(left(btrim(answer_candidate.reason), 1000), ''),
    answer_candidate.until, model_in_use, (
      select e.id from public.evaluations e
      where e.model_id = answer_candidate.model_id and e.against_id = model_in_use order by e.id desc limit 1), auth.uid())
  returning * into kept;
  return kept;
end $$;

-- What a comparison said, in short.
create function private.comparison_in_short(evaluation bigint) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('id', e.id, 'at', e.created_at, 'cars', e.result -> 'window' -> 'cars',
    'failures', e.result -> 'window' -> 'failures', 'seenInTraining', e.result -> 'seenInTraining',
    'verdict', e.result -> 'comparison' -> 'verdict')
  from public.evaluations e where e.id = evaluation
$$;

-- Every candidate that is not rejected, newest first: why it was made, its comparison with the model in use, what was answered.
create function public.inbox() returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  in_use bigint := (select d.model_id from public.deployments d order by d.id desc limit 1);
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return json_build_object(
    'inUse', (select json_build_object('id', m.id, 'name', m.name) from public.models m where m.id = in_use),
    'candidates', coalesce((
      select json_agg(json_build_object(
        'modelId', c.model_id, 'name', m.name, 'createdAt', c.created_at, 'waiting', c.waiting, 'answer', c.answer, 'until', c.until,
        'newer', (select max(n.model_id) from public.candidates n
          where n.model_id > c.model_id and n.answer is distinct from 'reject'),
        'run', (select json_build_object('id', r.id, 'cause', r.cause, 'causes', r.causes, 'news', r.news,
            'person', case when private.is_engineer() then u.email end)
          from public.training_runs r left join auth.users u on u.id = r.requested_by where r.id = m.training_run_id),
        'comparison', (select private.comparison_in_short(max(e.id)) from public.evaluations e
          where e.model_id = c.model_id and e.against_id = in_use),
        'refused', (select json_build_object('code', x.code, 'details', x.details) from public.refused_comparisons x
          where x.model_id = c.model_id and x.against_id = in_use)) order by c.model_id desc)
      from public.candidates c join public.models m on m.id = c.model_id
      where c.answer is distinct from 'reject'), '[]'));
end $$;

-- How many candidates ask for an answer, for the navigation.
create function public.inbox_count() returns integer
language sql stable set search_path = ''
as $$ select count(*)::integer from public.candidates c where c.waiting $$;

-- Rejected candidates, the newest rejection first: who said why, what the comparison had said, and, of one that scored
-- silently, how it and the model that answered did on cars whose result came since.
create function public.rejections() returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return coalesce((
    select json_agg(json_build_object(
      'modelId', m.id, 'name', m.name, 'reason', a.reason, 'at', a.created_at,
      'person', case when private.is_engineer() then u.email end,
      'againstId', a.against_id, 'comparison', private.comparison_in_short(a.evaluation_id),
      'live', case when exists (select from public.challenger_scores s where s.model_id = m.id) then (
        select json_build_object('known', count(*), 'failures', count(*) filter (where (p ->> 3)::integer = 1),
          'caught', count(*) filter (where (p ->> 3)::integer = 1 and (p ->> 0)::float8 >= m.threshold),
          'caughtByOther', count(*) filter (where (p ->> 3)::integer = 1 and (p ->> 1)::float8 >= (p ->> 2)::float8),
          'longTests', count(*) filter (where (p ->> 0)::float8 >= m.threshold),
          'longTestsOfOther', count(*) filter (where (p ->> 1)::float8 >= (p ->> 2)::float8))
        from json_array_elements(public.live_pairs(m.id, a.against_id) -> 'rows') p where p ->> 3 is not null) end)
      order by a.id desc)
    from public.candidates c join public.models m on m.id = c.model_id
    join lateral (
      select * from public.candidate_answers x where x.model_id = c.model_id order by x.id desc limit 1) a on true
    left join auth.users u on u.id = a.answered_by
    where c.answer = 'reject'), '[]');
end $$;

-- Candidates that lack a comparison with the model in use are compared: when another model is put in use, and every ten
-- minutes those that had too few cars an hour ago. Ten at most: a plant with hundreds of models does not spend its day on it.
create function private.compare_candidates() returns void
language plpgsql security definer set search_path = ''
as $$
declare
  in_use bigint := (select d.model_id from public.deployments d order by d.id desc limit 1);
begin
  if in_use is null then return; end if;
  perform private.enqueue('evaluate_model', json_build_object('modelId', x.model_id), 'evaluate_model:' || x.model_id)
  from (
    select c.model_id from public.candidates c
    where c.answer is distinct from 'reject'
      and not exists (select from public.evaluations e where e.model_id = c.model_id and e.against_id = in_use)
      and not exists (select from public.refused_comparisons r
        where r.model_id = c.model_id and r.against_id = in_use and r.created_at > now() - interval '1 hour')
    order by c.model_id desc limit 10) x;
end $$;
revoke execute on function private.compare_candidates() from public;

create function private.on_deployed_compare() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.compare_candidates();
  return null;
end $$;
create trigger deployed_candidates_compared after insert on public.deployments
  for each row execute function private.on_deployed_compare();

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace
    and p.proname in ('answer_candidate', 'inbox', 'inbox_count', 'rejections') loop
    execute format('revoke execute on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end $$;
