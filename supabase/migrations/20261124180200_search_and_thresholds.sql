-- What a training run tried before it learned its model, and where a model's threshold comes from.
-- docs/decisions/0016.

alter table public.training_runs
  drop constraint training_runs_phase_check,
  add constraint training_runs_phase_check
    check (phase in ('waiting', 'snapshot', 'split', 'search', 'train', 'evaluate', 'write', 'register', 'done')),
  add column trial integer check (trial > 0),
  add column trials integer check (trials > 0),
  add column search jsonb;
comment on column public.training_runs.trial is 'The trial of the search that is under way; the last one when it is over.';
comment on column public.training_runs.trials is 'How many trials the search has at most.';
comment on column public.training_runs.search is
  'Folds, trials with parameters and scores, baselines on the same folds, what was chosen and whether it beats them (shared/contracts/search.ts).';

-- What the plant knows about its long tests. Only one of the three ways counts, so that two engineers' numbers never mix.
alter table public.plant_settings
  add column threshold_policy text not null default 'f1' check (threshold_policy in ('f1', 'capacity', 'cost')),
  add column long_tests_per_shift double precision check (long_tests_per_shift > 0),
  add column cars_per_shift double precision check (cars_per_shift > 0),
  add column cost_escaped double precision check (cost_escaped > 0),
  add column cost_needless double precision check (cost_needless > 0),
  add constraint capacity_is_known
    check (threshold_policy <> 'capacity' or (long_tests_per_shift is not null and cars_per_shift is not null)),
  add constraint costs_are_known
    check (threshold_policy <> 'cost' or (cost_escaped is not null and cost_needless is not null));
comment on column public.plant_settings.threshold_policy is
  'Where the threshold of the next model comes from: the highest F1, the long tests that a shift can do, or what mistakes cost.';
comment on column public.plant_settings.long_tests_per_shift is 'Long tests that the plant can do in a shift.';
comment on column public.plant_settings.cars_per_shift is 'Cars that come to the road test in a shift.';
comment on column public.plant_settings.cost_escaped is 'What a failing car costs that got the short test; in the unit of cost_needless.';
comment on column public.plant_settings.cost_needless is 'What a long test costs that found nothing; in the unit of cost_escaped.';
grant update (threshold_policy, long_tests_per_shift, cars_per_shift, cost_escaped, cost_needless)
  on public.plant_settings to authenticated;

alter table public.models add column threshold_policy jsonb;
comment on column public.models.threshold_policy is
  'The policy that gave the threshold, with its numbers (shared/metrics/threshold.ts); null: its maker does not say.';

-- With the policy at its end: a view's columns keep their places.
create or replace view public.model_overview with (security_invoker = true) as
  select m.id, m.name, m.algorithm, m.storage_path, m.sha256, m.bytes, m.inputs, m.threshold, m.cars_trained, m.metrics,
    m.baseline, m.holdout_from, m.parameters, m.importance, m.typical, m.snapshot_id, m.training_run_id, m.created_by,
    m.created_at,
    case when m.id = (select d.model_id from public.deployments d order by d.id desc limit 1) then 'in_use'
      when d.id is not null then 'retired' else 'candidate' end as status,
    d.created_at as deployed_at, d.reason as deployment_reason, m.threshold_policy
  from public.models m
  left join lateral (
    select d.id, d.created_at, d.reason from public.deployments d where d.model_id = m.id order by d.id desc limit 1
  ) d on true;

-- Who asked for a run, for its page. Accounts are not readable; an engineer may know a colleague's address.
create function public.training_run_person(run_id bigint) returns text
language sql stable security definer set search_path = ''
as $$
  select u.email from public.training_runs r join auth.users u on u.id = r.requested_by
  where r.id = run_id and private.is_engineer()
$$;
revoke execute on function public.training_run_person(bigint) from public, anon;
grant execute on function public.training_run_person(bigint) to authenticated, service_role;
