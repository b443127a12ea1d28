-- Before a model is put in use it is looked at in the runtime that will serve it (a pre-flight), and what a person saw
-- when they decided is kept with the decision. docs/decisions/0019.

alter table public.models add column golden jsonb not null default '[]';
comment on column public.models.golden is
  'Cars of the holdout with the trainer''s own probabilities (shared/contracts/deployments.ts); the serving runtime is held to them.';

create table public.preflights (
  id bigint generated always as identity primary key,
  model_id bigint not null references public.models (id),
  sha256 text not null,
  checks jsonb not null check (jsonb_typeof(checks) = 'array' and jsonb_array_length(checks) > 0),
  ok boolean not null generated always as (not checks @> '[{"result": "failed"}]') stored,
  created_by uuid references auth.users (id),
  created_at timestamptz not null default now()
);
comment on table public.preflights is 'What the function predict found when it was asked whether it can serve a model. Append-only.';
comment on column public.preflights.sha256 is 'Of the model''s file as registered: a pre-flight speaks of these bytes and no others.';
comment on column public.preflights.checks is '[{"check", "result", "found"}] in the order of shared/contracts/deployments.ts.';
create index preflights_by_model on public.preflights (model_id, id desc);
alter table public.preflights enable row level security;
revoke all on public.preflights from anon, authenticated;
grant select on public.preflights to authenticated;
create policy "members read" on public.preflights for select to authenticated using ((select private.is_member()));

-- service_role passes row-level security by; these triggers it does not.
create function private.guard_preflight() returns trigger
language plpgsql set search_path = ''
as $$
begin
  perform private.refuse(403, 'not_allowed', 'Pre-flights are append-only.');
  return null;
end $$;
create trigger preflight_guard before update or delete on public.preflights
  for each row execute function private.guard_preflight();
create trigger preflight_guard_truncate before truncate on public.preflights
  for each statement execute function private.guard_preflight();

alter table public.deployments
  add column previous_id bigint references public.deployments (id),
  add column rolled_back_to bigint references public.deployments (id),
  add column evaluation_id bigint references public.evaluations (id),
  add column preflight jsonb,
  add column override_reason text check (length(btrim(override_reason)) between 3 and 1000),
  -- Two people wait for each other's lock: `now()` is when they began to wait.
  alter column created_at set default clock_timestamp(),
  add constraint threshold_is_a_share check (threshold between 0 and 1);
comment on column public.deployments.previous_id is 'The deployment that was in use until then; null for the first.';
comment on column public.deployments.rolled_back_to is 'The earlier deployment whose model and threshold a roll-back took; null for all others.';
comment on column public.deployments.evaluation_id is 'The evaluation whose result is frozen in `comparison`.';
comment on column public.deployments.preflight is 'The pre-flight that was shown: {"id", "createdAt", "checks"}, the check `comparison` as of the decision.';
comment on column public.deployments.override_reason is 'Why an admin went on although a check had failed; null where none had.';

-- Whether a kept evaluation says how a model stands to the one in use: the check `comparison` of a pre-flight. A model that
-- is in use itself (only its threshold is to change) is compared with none, as the first one.
create function private.comparison_check(model bigint, in_use bigint, evaluation bigint default null) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  against bigint := nullif(in_use, model);
  side text := case when against is null then 'alone' else format('against model %s, which is in use', against) end;
  newest_id bigint;
  made_at timestamptz;
  made text;
begin
  select e.id, e.created_at into newest_id, made_at from public.evaluations e
  where e.model_id = model and e.against_id is not distinct from against and (evaluation is null or e.id = evaluation)
  order by e.id desc limit 1;
  made := to_char(made_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"');
  return case
    when newest_id is null then jsonb_build_object('check', 'comparison', 'result', 'failed',
      'found', format('Model %s was never evaluated %s: evaluate it first.', model, side))
    when made_at < clock_timestamp() - interval '24 hours' then jsonb_build_object('check', 'comparison', 'result', 'failed',
      'found', format('Evaluation %s, %s, is of %s: older than 24 hours. Evaluate the model again.', newest_id, side, made))
    else jsonb_build_object('check', 'comparison', 'result', 'ok',
      'found', format('Evaluation %s, %s, is of %s.', newest_id, side, made))
  end;
end $$;

-- The same for the function predict, as of now.
create function public.comparison_check(model_id bigint) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return private.comparison_check(comparison_check.model_id,
    (select d.model_id from public.deployments d order by d.id desc limit 1));
end $$;

-- Who may decide, and what they must say: refuses everybody else. Returns the override reason, null where none was given.
create function private.require_decider(reason text, override_reason text) returns text
language plpgsql stable set search_path = ''
as $$
declare
  override text := nullif(btrim(coalesce(override_reason, '')), '');
begin
  if auth.uid() is null then
    perform private.refuse(403, 'person_required', 'Only a signed-in person can put a model in use.');
  end if;
  if coalesce(private.member_role() not in ('engineer', 'admin'), true) then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin can put a model in use.');
  end if;
  if length(btrim(coalesce(reason, ''))) < 3 then
    perform private.refuse(400, 'reason_missing', 'Say why, in at least three letters: the reason is kept with the deployment.');
  end if;
  if override is not null and private.member_role() <> 'admin' then
    perform private.refuse(403, 'not_allowed', 'Only an admin can go on after a check of the pre-flight has failed.');
  end if;
  if length(override) < 3 then
    perform private.refuse(400, 'reason_missing', 'Say in at least three letters why the failed check does not matter: it is kept with the deployment.');
  end if;
  return override;
end $$;

-- The pre-flight that counts: the newest of these bytes, at most 15 minutes old. Refuses when there is none.
create function private.fresh_preflight(model bigint) returns public.preflights
language plpgsql stable set search_path = ''
as $$
declare
  newest public.preflights;
begin
  select p.* into newest from public.preflights p join public.models m on m.id = p.model_id and m.sha256 = p.sha256
  where p.model_id = model order by p.id desc limit 1;
  if newest.id is null or newest.created_at < clock_timestamp() - interval '15 minutes' then
    perform private.refuse(409, 'preflight_missing', format(
      'Model %s has no pre-flight of the last 15 minutes: let it be checked first.', model));
  end if;
  return newest;
end $$;

-- What somebody else decided meanwhile, in a sentence.
create function private.deployment_sentence(deployment bigint) returns text
language sql stable set search_path = ''
as $$
  select format('%s put model %s (%s) in use with the threshold %s at %s.', u.email, m.id, m.name, d.threshold,
    to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'))
  from public.deployments d join public.models m on m.id = d.model_id join auth.users u on u.id = d.deployed_by
  where d.id = deployment
$$;

-- One more deployment, after everything that speaks against it was asked. Called by the two functions below, which have
-- asked who decides; `back_to` is the deployment that a roll-back goes to, and needs no comparison.
create function private.put_in_use(
  chosen bigint, chosen_threshold double precision, why text, override text, seen bigint, evaluation bigint, back_to bigint
) returns public.deployments
language plpgsql set search_path = ''
as $$
declare
  newest public.deployments;
  preflight public.preflights;
  comparison_now jsonb;
  checks_now jsonb;
  failed text;
  compared_id bigint;
  compared jsonb;
  deployment public.deployments;
begin
  -- One deployment at a time: the second of two people sees the first one's.
  lock table public.deployments in share row exclusive mode;
  select * into newest from public.deployments d order by d.id desc limit 1;
  if seen is not null and seen <> coalesce(newest.id, 0) then
    perform private.refuse(409, 'deployment_changed', coalesce(
      'Another decision came first: ' || private.deployment_sentence(newest.id) || ' Look at it and decide again.',
      'No model is in use. Look again and decide again.'));
  end if;
  if newest.model_id = chosen and newest.threshold = chosen_threshold then
    perform private.refuse(409, 'already_in_use', format('Model %s is already in use, with this threshold.', chosen));
  end if;
  if evaluation is not null and not exists (select from public.evaluations e where e.id = evaluation
    and e.model_id = chosen and e.against_id is not distinct from nullif(newest.model_id, chosen)) then
    perform private.refuse(400, 'invalid_field', format(
      'evaluation_id: %s is no evaluation of model %s against the one in use.', evaluation, chosen));
  end if;
  preflight := private.fresh_preflight(chosen);
  -- Asked again: it may have aged, and another model may be in use now.
  comparison_now := case when back_to is null then private.comparison_check(chosen, newest.model_id, evaluation)
    else jsonb_build_object('check', 'comparison', 'result', 'skipped', 'found', 'A roll-back needs no comparison.') end;
  select jsonb_agg(c order by place) into checks_now from (
    select c, place from jsonb_array_elements(preflight.checks) with ordinality each (c, place)
    where c ->> 'check' <> 'comparison'
    union all select comparison_now, jsonb_array_length(preflight.checks) + 1) checked;
  select string_agg(format('%s (%s)', c ->> 'check', c ->> 'found'), '; ') into failed
  from jsonb_array_elements(checks_now) c where c ->> 'result' = 'failed';
  if failed is not null and override is null then
    perform private.refuse(409, 'preflight_failed', format(
      'Model %s cannot be put in use. These checks failed: %s', chosen, failed));
  end if;
  select e.id, e.result into compared_id, compared from public.evaluations e
  where e.model_id = chosen and e.against_id is not distinct from nullif(newest.model_id, chosen)
    and (evaluation is null or e.id = evaluation)
  order by e.id desc limit 1;
  insert into public.deployments (model_id, threshold, deployed_by, reason, comparison, previous_id, rolled_back_to,
    evaluation_id, preflight, override_reason)
  values (chosen, chosen_threshold, auth.uid(), btrim(why), compared, newest.id, back_to, compared_id,
    jsonb_build_object('id', preflight.id, 'createdAt', preflight.created_at, 'checks', checks_now),
    case when failed is not null then override end)
  returning * into deployment;
  return deployment;
end $$;

-- Puts a model in use. `threshold` null: the model's own. `seen_deployment_id`: the newest deployment that the person had
-- before their eyes, 0 for none, null when it is not said. `evaluation_id` null: the newest comparison is frozen.
drop function public.deploy_model(bigint, text);
create function public.deploy_model(
  model_id bigint, reason text, threshold double precision default null, evaluation_id bigint default null,
  seen_deployment_id bigint default null, override_reason text default null
) returns public.deployments
language plpgsql security definer set search_path = ''
as $$
declare
  override text := private.require_decider(deploy_model.reason, deploy_model.override_reason);
  own_threshold double precision;
begin
  if not deploy_model.threshold between 0 and 1 then
    perform private.refuse(400, 'invalid_field', 'threshold: a probability from 0 to 1 is wanted.');
  end if;
  select m.threshold into own_threshold from public.models m where m.id = deploy_model.model_id;
  if not found then
    perform private.refuse(404, 'not_found', format('There is no model %s.', deploy_model.model_id));
  end if;
  return private.put_in_use(deploy_model.model_id, coalesce(deploy_model.threshold, own_threshold), deploy_model.reason,
    override, deploy_model.seen_deployment_id, deploy_model.evaluation_id, null);
end $$;

-- Puts in use again what an earlier deployment had put in use, model and threshold, in one step: one more deployment.
create function public.roll_back(
  deployment_id bigint, reason text, seen_deployment_id bigint default null, override_reason text default null
) returns public.deployments
language plpgsql security definer set search_path = ''
as $$
declare
  override text := private.require_decider(roll_back.reason, roll_back.override_reason);
  earlier public.deployments;
begin
  select * into earlier from public.deployments d where d.id = roll_back.deployment_id;
  if not found then
    perform private.refuse(404, 'not_found', format('There is no deployment %s.', roll_back.deployment_id));
  end if;
  return private.put_in_use(earlier.model_id, earlier.threshold, roll_back.reason, override,
    roll_back.seen_deployment_id, null, earlier.id);
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace
    and p.proname in ('comparison_check', 'deploy_model', 'roll_back') loop
    execute format('revoke execute on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end $$;
