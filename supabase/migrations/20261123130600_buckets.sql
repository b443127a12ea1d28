-- Buckets: uploads (what people bring), models (ONNX), snapshots and lake (Parquet), rejects (refused rows, CSV).
-- People write only into uploads; the rest is written by the trainer and the functions.

insert into storage.buckets (id, name, public, file_size_limit) values
  ('uploads', 'uploads', false, 5368709120),
  ('models', 'models', false, 20971520),
  ('snapshots', 'snapshots', false, null),
  ('lake', 'lake', false, null),
  ('rejects', 'rejects', false, null)
on conflict (id) do nothing;

create policy "engineers upload" on storage.objects for insert to authenticated
  with check (bucket_id = 'uploads' and split_part(name, '/', 1) in ('failures', 'results', 'status')
    and (select private.is_engineer()));
create policy "engineers replace uploads" on storage.objects for update to authenticated
  using (bucket_id = 'uploads' and (select private.is_engineer()))
  with check (bucket_id = 'uploads' and split_part(name, '/', 1) in ('failures', 'results', 'status'));
-- Raw uploads name employees: engineers only. Snapshots and the lake hold no personal data but every car.
create policy "engineers read files" on storage.objects for select to authenticated
  using (bucket_id in ('uploads', 'rejects', 'snapshots', 'lake') and (select private.is_engineer()));
create policy "members read models" on storage.objects for select to authenticated
  using (bucket_id = 'models' and (select private.is_member()));
