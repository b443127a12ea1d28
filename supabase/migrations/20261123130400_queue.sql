-- Work for the trainer is queued in the transaction of the data that asks for it. Data never waits for the queue:
-- where graphile_worker's schema is missing the row itself is the request, and a starting trainer picks it up.

-- Jobs of one `queue` run one at a time, over all trainers: two loads never meet.
create function private.enqueue(
  task text, payload json, job_key text, run_at timestamptz default now(), queue text default null
) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if to_regnamespace('graphile_worker') is not null then
    perform graphile_worker.add_job(task, payload, queue_name => enqueue.queue, job_key => enqueue.job_key,
      run_at => enqueue.run_at, max_attempts => 5);
  end if;
end $$;
revoke execute on function private.enqueue(text, json, text, timestamptz, text) from public;

-- A file in uploads/<kind>/ becomes a dataset. Triggers on storage.objects fire on insert and on an overwrite.
create function private.on_upload() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  folder text := split_part(new.name, '/', 1);
begin
  if folder in ('failures', 'results', 'status') then
    insert into public.datasets (kind, name, storage_path, bytes, uploaded_by)
    values (folder, substr(new.name, length(folder) + 2), new.name, (new.metadata ->> 'size')::bigint, nullif(new.owner_id::text, '')::uuid);
  end if;
  return null;
end $$;
create trigger halle_upload_inserted after insert on storage.objects
  for each row when (new.bucket_id = 'uploads') execute function private.on_upload();
create trigger halle_upload_replaced after update of metadata on storage.objects
  for each row when (new.bucket_id = 'uploads' and new.metadata ->> 'eTag' is distinct from old.metadata ->> 'eTag')
  execute function private.on_upload();

create function private.on_dataset() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.enqueue('load_dataset', json_build_object('datasetId', new.id), 'load_dataset:' || new.id, now(), 'load_dataset');
  return null;
end $$;
create trigger dataset_queued after insert on public.datasets
  for each row execute function private.on_dataset();

create function private.on_training_run() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.retrain_policy set labels_since_run = 0 where only_row;
  perform private.enqueue('train', json_build_object('runId', new.id), 'train:' || new.id, new.not_before);
  return null;
end $$;
create trigger training_run_queued after insert on public.training_runs
  for each row execute function private.on_training_run();

-- A model that was registered, by our trainer or by anybody's, is measured on the cars that it did not learn from.
create function private.on_model() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.enqueue('evaluate_model', json_build_object('modelId', new.id), 'evaluate_model:' || new.id);
  return null;
end $$;
create trigger model_registered after insert on public.models
  for each row execute function private.on_model();

-- Counts cars that got a label, once a statement; when the policy's number is reached a run is requested. A run that
-- is already active absorbs the request; the count goes on until the next one.
create function private.on_labels() returns trigger
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
    insert into public.training_runs (cause, not_before)
    values ('labels', now() + make_interval(secs => policy.debounce_seconds))
    on conflict ((true)) where status in ('queued', 'running') do nothing;
  end if;
  return null;
end $$;
create trigger labels_arrived after update on public.cars
  referencing old table as before_rows new table as after_rows
  for each statement execute function private.on_labels();
