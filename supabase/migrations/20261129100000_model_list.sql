-- The list of models, for looking through thousands of them: one light row a model, with what it is sorted, filtered and
-- searched by as columns. `model_overview` has everything of a model, some ten kilobytes, and is read one at a time.
-- Counts of the confusion are there because the intervals of the metrics come from them.

create index deployments_by_model on public.deployments (model_id, id desc);

create view public.model_list with (security_invoker = true) as
  select m.id, m.name, m.algorithm, m.created_at, m.cars_trained, m.threshold, m.holdout_from,
    -- As a model is named on the screens, so that it is found by name, by number, and by both as they are copied.
    m.name || ' #' || m.id as searched,
    coalesce(r.cause, 'elsewhere') as origin,
    case when m.id = (select n.model_id from public.deployments n order by n.id desc limit 1) then 'in_use'
      when d.id is not null then 'retired'
      when a.answer = 'reject' then 'rejected'
      else 'candidate' end as status,
    d.created_at as deployed_at, d.reason as deployment_reason, d.threshold as deployed_threshold,
    (m.metrics ->> 'precision')::double precision as precision,
    (m.metrics ->> 'recall')::double precision as recall,
    (m.metrics ->> 'f1')::double precision as f1,
    (m.metrics ->> 'accuracy')::double precision as accuracy,
    (m.metrics ->> 'rocAuc')::double precision as roc_auc,
    (m.metrics ->> 'prAuc')::double precision as pr_auc,
    (m.metrics ->> 'brier')::double precision as brier,
    (m.metrics ->> 'cars')::integer as cars,
    (m.metrics ->> 'failures')::integer as failures,
    m.metrics -> 'confusion' as confusion,
    (m.baseline ->> 'precision')::double precision as naive_precision
  from public.models m
  left join public.training_runs r on r.id = m.training_run_id
  left join lateral (
    select d.id, d.created_at, d.reason, d.threshold from public.deployments d
    where d.model_id = m.id order by d.id desc limit 1) d on true
  left join lateral (
    select c.answer from public.candidate_answers c where c.model_id = m.id order by c.id desc limit 1) a on true;
revoke all on public.model_list from anon, authenticated;
grant select on public.model_list to authenticated, service_role;
