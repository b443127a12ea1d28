-- What an engineer may do with a dataset. Each refuses what its status does not allow, and tells the status.

-- The dataset, locked, when the caller is an engineer and its status is one of `allowed`.
create function private.own_dataset(dataset_id bigint, allowed text[], doing text) returns public.datasets
language plpgsql set search_path = ''
as $$
declare
  dataset public.datasets;
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', format('Only an engineer or an admin can %s a dataset.', doing));
  end if;
  select * into dataset from public.datasets d where d.id = dataset_id for update;
  if dataset.id is null then
    perform private.refuse(404, 'not_found', format('There is no dataset %s.', dataset_id));
  end if;
  if dataset.status <> all (allowed) then
    perform private.refuse(409, 'dataset_state', format('Dataset %s cannot be changed so: it is %s.', dataset_id, dataset.status));
  end if;
  return dataset;
end $$;

-- A waiting load ends at once, a running one within a second or two, with nothing of it in the tables.
create function public.cancel_dataset(dataset_id bigint) returns public.datasets
language plpgsql security definer set search_path = ''
as $$
declare
  dataset public.datasets := private.own_dataset(cancel_dataset.dataset_id, '{queued,loading,asking}', 'cancel');
begin
  update public.datasets d set cancel_requested = true,
    status = case when d.status = 'loading' then d.status else 'cancelled' end, question = null,
    finished_at = case when d.status = 'loading' then null else now() end
  where d.id = dataset.id returning * into dataset;
  return dataset;
end $$;

-- Loads a file again that failed, was cancelled or was removed.
create function public.retry_dataset(dataset_id bigint) returns public.datasets
language plpgsql security definer set search_path = ''
as $$
declare
  dataset public.datasets := private.own_dataset(retry_dataset.dataset_id, '{failed,cancelled,removed}', 'load');
begin
  if dataset.source <> 'file' then
    perform private.refuse(409, 'upload_gone', format('Dataset %s came over HTTP: its rows are sent again, not loaded.', dataset.id));
  end if;
  if dataset.upload_deleted_at is not null then
    perform private.refuse(409, 'upload_gone', format('The file of dataset %s is no longer kept: upload it again.', dataset.id));
  end if;
  update public.datasets d set status = 'queued', phase = 'waiting', progress = 0, error = null, cancel_requested = false,
    duplicate_of = null, question = null, finished_at = null, started_at = null, removed_at = null, removed_by = null,
    rows_read = null, rows_loaded = null, rows_duplicate = null, rows_rejected = null, rows_corrected = null,
    quality = null, review = null, reviewed_by = null, reviewed_at = null
  where d.id = dataset.id returning * into dataset;
  perform private.enqueue('load_dataset', json_build_object('datasetId', dataset.id), 'load_dataset:' || dataset.id, now(), 'load_dataset');
  return dataset;
end $$;

-- Answers what a file asked, for example {"dateOrder": "day_first"}; `remember` makes it the plant's setting.
create function public.answer_dataset(dataset_id bigint, answers jsonb, remember boolean default false) returns public.datasets
language plpgsql security definer set search_path = ''
as $$
declare
  dataset public.datasets := private.own_dataset(answer_dataset.dataset_id, '{asking}', 'answer for');
begin
  if coalesce(answers ->> 'dateOrder', '') not in ('day_first', 'month_first') then
    perform private.refuse(400, 'invalid_field', 'dateOrder: day_first or month_first.');
  end if;
  if remember then
    update public.plant_settings set date_order = answers ->> 'dateOrder', updated_at = now() where only_row;
  end if;
  update public.datasets d set status = 'queued', phase = 'waiting', progress = 0, question = null, cancel_requested = false,
    answers = d.answers || answer_dataset.answers
  where d.id = dataset.id returning * into dataset;
  perform private.enqueue('load_dataset', json_build_object('datasetId', dataset.id), 'load_dataset:' || dataset.id, now(), 'load_dataset');
  return dataset;
end $$;

-- Takes a dataset's facts out again: the tables end as if it had never been loaded.
create function public.remove_dataset(dataset_id bigint) returns public.datasets
language plpgsql security definer set search_path = ''
as $$
declare
  dataset public.datasets := private.own_dataset(remove_dataset.dataset_id, '{loaded,failed,cancelled}', 'remove');
begin
  update public.datasets d set removed_by = auth.uid(), removed_at = now(), phase = 'waiting', progress = 0,
    status = case when d.status = 'loaded' and d.duplicate_of is null then 'removing' else 'removed' end
  where d.id = dataset.id returning * into dataset;
  if dataset.status = 'removing' then
    perform private.enqueue('remove_dataset', json_build_object('datasetId', dataset.id), 'remove_dataset:' || dataset.id, now(), 'load_dataset');
  end if;
  return dataset;
end $$;

-- An engineer has looked at a dataset beyond the bounds of quality: its cars may be learned from.
create function public.accept_dataset(dataset_id bigint) returns public.datasets
language plpgsql security definer set search_path = ''
as $$
declare
  dataset public.datasets := private.own_dataset(accept_dataset.dataset_id, '{loaded}', 'accept');
begin
  update public.datasets d set review = 'accepted', reviewed_by = auth.uid(), reviewed_at = now()
  where d.id = dataset.id and d.review = 'needs_look' returning * into dataset;
  if dataset.id is null then
    perform private.refuse(409, 'dataset_state', format('Dataset %s does not wait for a look.', accept_dataset.dataset_id));
  end if;
  return dataset;
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname in
    ('cancel_dataset', 'retry_dataset', 'answer_dataset', 'remove_dataset', 'accept_dataset') loop
    execute format('revoke execute on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end $$;
