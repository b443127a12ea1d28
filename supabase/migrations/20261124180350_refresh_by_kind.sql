-- A load makes only those features anew that rows of its kind can change (private.refresh_features, generated).

create or replace function private.refresh_after_load(loaded_dataset bigint, knrs text[]) returns integer
language plpgsql set search_path = ''
as $$
declare
  loaded_kind text := (select d.kind from public.datasets d where d.id = loaded_dataset);
begin
  perform private.refresh_labels(knrs);
  if loaded_kind = 'failures' then perform private.refresh_undecided(); end if;
  perform private.refresh_features(knrs, loaded_kind);
  return cardinality(knrs);
end $$;

-- Two functions as they are, but for one expression: `ingest_rows` names its kind, `predict_input` leaves out what is no
-- feature.
do $$
declare
  changed regprocedure;
  was text;
  shall text;
begin
  for changed, was, shall in values
    ('public.ingest_rows(text, jsonb, text, text)'::regprocedure, 'private.refresh_features(knrs);',
      'private.refresh_features(knrs, ingest_rows.kind);'),
    ('public.predict_input(text[])'::regprocedure, $was$- 'as_of' - 'updated_at'$was$,
      $shall$- 'as_of' - 'last_failure_at' - 'last_point_at' - 'updated_at'$shall$)
  loop
    if strpos(pg_get_functiondef(changed), was) = 0 then raise exception '% does not have: %', changed, was; end if;
    execute replace(pg_get_functiondef(changed), was, shall);
  end loop;
end $$;

-- Labelled cars of a window of road-test entries, newest first, as arrays in the catalogue's order, which is generated.
-- The values are told where the row is read: of rows that are passed on, 26,000 cars take twice as long.
create or replace function public.evaluation_cars(window_from timestamp, window_to timestamp, max_cars integer) returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return (
    select json_build_object(
      'columns', private.feature_names(),
      'knr', coalesce(json_agg(x.knr), '[]'),
      'label', coalesce(json_agg(case when x.road_test_failed then 1 else 0 end), '[]'),
      'enteredAt', coalesce(json_agg(x.road_test_at), '[]'),
      'rows', coalesce(json_agg(x.features), '[]'))
    from (
      select c.knr, c.road_test_failed, c.road_test_at, private.feature_values(f) as features
      from public.cars c join public.car_features f using (knr)
      where c.road_test_failed is not null
        and c.road_test_at >= coalesce(window_from, '-infinity') and c.road_test_at < coalesce(window_to, 'infinity')
      order by c.road_test_at desc, c.knr limit max_cars
    ) x);
end $$;
