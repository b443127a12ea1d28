-- Why a model answers what it answers: its tree file beside the ONNX file, from which predict computes what each feature
-- contributed to a car's log-odds, and a curve for each feature. Both are null or empty for models registered without.
-- The view model_overview stays without them: the curves are some tens of kilobytes a model, and lists do not show them.

alter table public.models
  add column trees_path text,
  add column trees_sha256 text check ((trees_sha256 is null) = (trees_path is null)),
  add column dependence jsonb not null default '[]';
comment on column public.models.trees_path is 'Tree file in bucket models (shared/trees); null: predict asks the model itself for reasons.';
comment on column public.models.importance is 'Each feature''s gain and, with a tree file, the mean size of its contribution to the log-odds.';
comment on column public.models.dependence is 'A curve for each feature: mean contribution and cars by bin, category, missing.';
comment on column public.models.typical is 'Each feature''s mean (or most frequent category) over the training cars.';

-- All that `predict` needs in one round trip: the newest deployment with its model, and the cars' features.
create or replace function public.predict_input(knrs text[]) returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return json_build_object(
    'deployment', (
      select json_build_object('id', d.id, 'threshold', d.threshold, 'modelId', m.id, 'name', m.name,
        'storagePath', m.storage_path, 'sha256', m.sha256, 'inputs', m.inputs, 'importance', m.importance, 'typical', m.typical,
        'treesPath', m.trees_path, 'treesSha256', m.trees_sha256)
      from public.deployments d join public.models m on m.id = d.model_id order by d.id desc limit 1),
    'cars', coalesce((
      select json_agg(to_jsonb(f) - 'as_of' - 'updated_at') from public.car_features f where f.knr = any (knrs)), '[]'));
end $$;
