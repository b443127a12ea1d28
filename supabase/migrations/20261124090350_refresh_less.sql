-- A failures export settles cars that left the road test in the time it covers: their label, and nothing else of them,
-- so only the label is made anew (before, the features of every undecided car were, 60,000 of them for a file of 200).

create or replace function private.refresh_after_load(loaded_dataset bigint, knrs text[]) returns integer
language plpgsql set search_path = ''
as $$
begin
  perform private.refresh_labels(knrs);
  if (select d.kind = 'failures' from public.datasets d where d.id = loaded_dataset) then
    perform private.refresh_undecided();
  end if;
  perform private.refresh_features(knrs);
  return cardinality(knrs);
end $$;
