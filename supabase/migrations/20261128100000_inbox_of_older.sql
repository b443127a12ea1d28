-- Candidates that stood in the inbox as "being computed" for good. Every ten minutes the newest ten without a comparison were asked
-- for: ten whose comparison failed on every try stood before all older ones, each time; and one that an older `evaluate` had
-- kept without a verdict passed for compared. The same order for the trainer's `evaluate_model`, which passes over what is kept.

create function private.is_compared(model bigint, against bigint) returns boolean
language sql stable set search_path = ''
as $$
  select exists (
    select from public.evaluations e
    where e.model_id = model and e.against_id = against and e.result -> 'comparison' -> 'verdict' ->> 'word' is not null)
$$;

-- As in 20261124200200_retrain_policy.sql, but for the order: first those that were never tried, the newest first; then those that
-- were refused, the longest ago first; then those whose tries are used up. One that waits for its next try has been asked for.
create or replace function private.compare_candidates() returns void
language plpgsql security definer set search_path = ''
as $$
declare
  in_use bigint := (select d.model_id from public.deployments d order by d.id desc limit 1);
begin
  if in_use is null or to_regnamespace('graphile_worker') is null then return; end if;
  perform private.enqueue('evaluate_model', json_build_object('modelId', x.model_id), 'evaluate_model:' || x.model_id)
  from (
    select c.model_id from public.candidates c
    left join public.refused_comparisons r on r.model_id = c.model_id and r.against_id = in_use
    left join graphile_worker.jobs j on j.key = 'evaluate_model:' || c.model_id
    where c.answer is distinct from 'reject'
      and (r.created_at is null or r.created_at <= now() - interval '1 hour')
      and (j.key is null or (j.locked_at is null and j.attempts >= j.max_attempts))
      and not private.is_compared(c.model_id, in_use)
    order by j.key is not null, r.created_at nulls first, c.model_id desc limit 10) x;
end $$;

-- Those of a plant that has just got the inbox; where the queue is still missing, the trainer's ten minutes do it.
select private.compare_candidates();
