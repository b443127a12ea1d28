-- Rows that other plant systems send as cars move (POST /ingest). All of one request happens in one transaction: facts,
-- car, label and features. The rows wait in a journal until their day is over and the trainer moves them into the lake.
-- What only the lake could tell (a result in a time that a loaded file speaks of) is asked of the trainer: "pending".

-- What was answered to an idempotency key, for eight days.
create table public.ingest_requests (
  key text primary key check (length(key) between 1 and 200),
  body_hash text not null,
  answer jsonb not null,
  requested_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now()
);
create index ingest_requests_by_age on public.ingest_requests (created_at);

-- The rows of http datasets that are not yet in the lake; of one dataset the last version of a fact.
create table public.ingested_rows (
  dataset_id bigint not null references public.datasets (id),
  kind text not null check (kind in ('failures', 'results', 'status')),
  fact_key uuid not null,
  knr text not null,
  happened_at timestamp not null,
  fields jsonb not null,
  received_at timestamptz not null default now(),
  primary key (dataset_id, fact_key)
);
create index ingested_rows_by_car on public.ingested_rows (knr, kind);
comment on column public.ingested_rows.fields is 'The typed columns under their names in the lake.';

alter table public.datasets add column live_from timestamp, add column live_to timestamp;
comment on column public.datasets.live_from is
  'Of HTTP rows, the time of those that came as they happened: of this time alone it can be said which failures there were.';

do $$
declare t text;
begin
  foreach t in array array['ingest_requests', 'ingested_rows'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from anon, authenticated', t);
    execute format('grant select on public.%I to authenticated', t);
    execute format('create policy "engineers read" on public.%I for select to authenticated using ((select private.is_engineer()))', t);
  end loop;
end $$;

-- Finds the cars that a new period of failures may decide without reading all cars.
create index cars_undecided on public.cars (road_test_at) where road_test_failed is null and road_test_at is not null;

-- A dataset of HTTP rows is loaded from its start: there is no file to load.
drop trigger dataset_queued on public.datasets;
create trigger dataset_queued after insert on public.datasets
  for each row when (new.status = 'queued') execute function private.on_dataset();

create function private.status_checkpoint(status text) returns text
language sql immutable set search_path = ''
as $$
  select case status when 'R750' then 'ZP5' when 'L540' then 'ZP5A' when 'G700' then 'ZP61' when 'M600' then 'ZP6'
    when 'M620' then 'CAB' when 'M700' then 'ZP7' when 'M710' then 'ROD' when 'M720' then 'AGUA' when 'M800' then 'ZP8' end
$$;

create function private.plant_time(at timestamp) returns text
language sql immutable set search_path = ''
as $$ select to_char(at, 'YYYY-MM-DD HH24:MI:SS') $$;

-- A value as a part of a row's key: in millionths, or beyond what is summed as DuckDB writes it.
create function private.value_key(value double precision) returns text
language sql immutable set search_path = ''
as $$
  select case when value is null then '' when abs(value) <= 1000000 then (value * 1000000)::bigint::text
    when value::text ~ '[.e]' then value::text else value::text || '.0' end
$$;

-- One row of a request. `last`: nothing later in the request speaks of the same fact. `before`: what the request said
-- of it in the row before.
create type private.ingest_fact as (
  index integer, knr text, happened_at timestamp, fact_key uuid, row_key uuid, fields jsonb, before jsonb, last boolean
);
create type private.ingest_outcome as (index integer, outcome text, unsettled boolean);

-- The rows of a request that can be used, with their keys, which are those of the trainer.
create function private.ingest_facts(kind text, rows jsonb) returns private.ingest_fact[]
language sql immutable set search_path = ''
as $$
  with given as (
    select r.index, r.knr, r.happened_at, private.plant_time(r.happened_at) as at, r.failure, r.model, r.color, r.engine, r.status,
      r.test_group, r.name, r.value, coalesce(r.checkpoint, '') as checkpoint, nullif(r.station, '') as station,
      coalesce(r.failure_group, '-2') as failure_group, coalesce(r.unit, '') as unit, nullif(r.value_id, '') as result_of
    from jsonb_to_recordset(rows) as r (index integer, knr text, happened_at timestamp, checkpoint text, station text,
      failure text, failure_group text, model text, color text, engine text, status text, test_group integer, name text,
      unit text, value_id text, value double precision, reason text)
    where r.reason is null
  ),
  typed as (
    select g.index, g.knr, g.happened_at,
      md5(case kind
        when 'failures' then concat_ws(chr(31), g.knr, g.failure, g.at)
        when 'status' then concat_ws(chr(31), g.knr, g.status, g.at)
        else concat_ws(chr(31), g.knr, g.test_group, g.name, coalesce(g.result_of, ''), g.at) end)::uuid as fact_key,
      md5(case kind
        when 'failures' then concat_ws(chr(31), g.knr, g.failure, g.at, g.checkpoint, coalesce(g.station, ''), g.failure_group)
        when 'status' then concat_ws(chr(31), g.knr, g.status, g.at)
        else concat_ws(chr(31), g.knr, g.test_group, g.name, coalesce(g.result_of, ''), g.at, g.unit, private.value_key(g.value)) end)::uuid as row_key,
      case kind
        when 'failures' then jsonb_build_object('knr', g.knr, 'model', g.model, 'color', g.color, 'engine', g.engine, 'station', g.station,
          'checkpoint', g.checkpoint, 'failure', g.failure, 'failure_group', g.failure_group, 'happened_at', g.at)
        when 'status' then jsonb_build_object('knr', g.knr, 'status', g.status, 'checkpoint', private.status_checkpoint(g.status), 'happened_at', g.at)
        else jsonb_build_object('knr', g.knr, 'test_group', g.test_group, 'name', g.name, 'status', g.status::integer, 'unit', g.unit,
          'value_id', g.result_of, 'value', g.value, 'happened_at', g.at) end as fields
    from given g
  )
  select coalesce(array_agg(row(t.index, t.knr, t.happened_at, t.fact_key, t.row_key, t.fields,
      t.before, t.last)::private.ingest_fact order by t.index), '{}')
  from (
    select typed.*, lag(typed.fields) over same as before, lead(typed.fields) over same is null as last
    from typed window same as (partition by typed.fact_key order by typed.index)
  ) t
$$;

-- Datasets of a kind whose rows cannot be compared here, because they lie in the lake.
create function private.in_lake(of_kind text, except_dataset bigint) returns setof bigint
language sql stable set search_path = ''
as $$
  select d.id from public.datasets d
  where d.kind = of_kind and d.status = 'loaded' and d.id <> except_dataset
    and (d.source = 'file' or exists (select from public.lake_files f where f.dataset_id = d.id))
$$;

create function private.write_journal(dataset bigint, of_kind text, facts private.ingest_fact[]) returns void
language sql set search_path = ''
as $$
  insert into public.ingested_rows as j (dataset_id, kind, fact_key, knr, happened_at, fields)
  select dataset, of_kind, f.fact_key, f.knr, f.happened_at, f.fields from unnest(facts) f where f.last
  on conflict (dataset_id, fact_key) do update set fields = excluded.fields, received_at = now()
  where j.fields <> excluded.fields
$$;

create function private.ingest_status(dataset bigint, facts private.ingest_fact[]) returns setof private.ingest_outcome
language plpgsql set search_path = ''
as $$
begin
  return query
    select f.index, case when f.before is not null or s.row_key is not null then 'duplicate' else 'loaded' end, false
    from unnest(facts) f left join public.status_events s on s.knr = f.knr and s.row_key = f.row_key;
  perform private.write_journal(dataset, 'status', facts);
  insert into public.status_events as s (row_key, knr, status, checkpoint, passed_at, dataset_id)
  select f.row_key, f.knr, f.fields ->> 'status', f.fields ->> 'checkpoint', f.happened_at, dataset
  from unnest(facts) f where f.last
  on conflict (knr, row_key) do update set dataset_id = excluded.dataset_id where s.dataset_id > excluded.dataset_id;
end $$;

-- What a car's failures in the journal say of the car itself: of each column the latest that says something.
create function private.car_facts_of_journal(of_knrs text[]) returns table (knr text, model text, color text, engine text)
language sql stable set search_path = ''
as $$
  with counts as (
    select distinct on (j.fact_key) j.knr, j.happened_at as at, j.fields
    from public.ingested_rows j join public.datasets d on d.id = j.dataset_id and d.status = 'loaded'
    where j.kind = 'failures' and j.knr = any (of_knrs)
    order by j.fact_key, j.dataset_id desc
  )
  select c.knr,
    (array_agg(c.fields ->> 'model' order by c.at desc, c.fields ->> 'model' collate "C" desc) filter (where c.fields ->> 'model' is not null))[1],
    (array_agg(c.fields ->> 'color' order by c.at desc, c.fields ->> 'color' collate "C" desc) filter (where c.fields ->> 'color' is not null))[1],
    (array_agg(c.fields ->> 'engine' order by c.at desc, c.fields ->> 'engine' collate "C" desc) filter (where c.fields ->> 'engine' is not null))[1]
  from counts c group by c.knr
$$;

-- Failures: all that count are in the table, so only a dataset that is newer than this one makes a correction uncertain.
create function private.ingest_failures(dataset bigint, facts private.ingest_fact[]) returns setof private.ingest_outcome
language plpgsql set search_path = ''
as $$
declare
  told private.ingest_outcome[];
  contradicted integer[];
  held text[];
begin
  with seen as (
    select f.index, f.before, f.fields, f.row_key,
      (select array_agg(t.row_key) from public.failures t
        where t.knr = f.knr and t.failure = f.fields ->> 'failure' and t.found_at = f.happened_at) as known,
      (select j.fields from public.ingested_rows j where j.dataset_id = dataset and j.fact_key = f.fact_key) as own,
      exists (select from public.dataset_cars c join public.datasets d on d.id = c.dataset_id
        where c.knr = f.knr and d.id > dataset and d.kind = 'failures' and d.status = 'loaded'
          and f.happened_at between c.from_at and c.to_at) as newer
    from unnest(facts) f
  ),
  judged as (
    select s.index, case
      when coalesce(s.before, s.own) = s.fields then 'duplicate'
      when s.before is null and s.known is null then 'loaded'
      when s.before is null and s.own is null and s.known = array[s.row_key] then 'duplicate'
      when s.newer and s.known is not null then 'pending'
      else 'corrected' end as outcome,
      s.newer and s.known is not null as kept
    from seen s
  )
  select array_agg(row(j.index, j.outcome, j.outcome = 'pending')::private.ingest_outcome),
    array_agg(j.index) filter (where j.kept)
  into told, contradicted from judged j;

  perform private.write_journal(dataset, 'failures', facts);
  delete from public.failures t using unnest(facts) f
  where f.last and f.index <> all (coalesce(contradicted, '{}')) and t.knr = f.knr and t.failure = f.fields ->> 'failure'
    and t.found_at = f.happened_at and t.row_key <> f.row_key;
  insert into public.failures as t (row_key, knr, checkpoint, station, failure, failure_group, found_at, dataset_id)
  select f.row_key, f.knr, f.fields ->> 'checkpoint', f.fields ->> 'station', f.fields ->> 'failure', f.fields ->> 'failure_group',
    f.happened_at, dataset
  from unnest(facts) f where f.last and f.index <> all (coalesce(contradicted, '{}'))
  on conflict (knr, row_key) do update set dataset_id = excluded.dataset_id where t.dataset_id > excluded.dataset_id;

  -- Of a car that the lake speaks of, too, what contradicts its model, color or engine is for the trainer to compare.
  select coalesce(array_agg(distinct c.knr), '{}') into held
  from public.dataset_cars c join private.in_lake('failures', dataset) l (id) on l.id = c.dataset_id
  where c.knr in (select f.knr from unnest(facts) f);
  return query
    select t.index, t.outcome, t.unsettled or (f.knr = any (held) and (
      f.fields ->> 'model' <> c.model or f.fields ->> 'color' <> c.color or f.fields ->> 'engine' <> c.engine
      or (t.outcome = 'corrected' and (f.fields ->> 'model', f.fields ->> 'color', f.fields ->> 'engine')
        is distinct from (c.model, c.color, c.engine))))
    from unnest(told) t join unnest(facts) f on f.index = t.index join public.cars c on c.knr = f.knr;
  update public.cars c
  set model = case when c.knr = any (held) then coalesce(c.model, j.model) else j.model end,
    color = case when c.knr = any (held) then coalesce(c.color, j.color) else j.color end,
    engine = case when c.knr = any (held) then coalesce(c.engine, j.engine) else j.engine end,
    updated_at = now()
  from private.car_facts_of_journal((select array_agg(distinct f.knr) from unnest(facts) f)) j
  where c.knr = j.knr and (c.model, c.color, c.engine) is distinct from (
    case when c.knr = any (held) then coalesce(c.model, j.model) else j.model end,
    case when c.knr = any (held) then coalesce(c.color, j.color) else j.color end,
    case when c.knr = any (held) then coalesce(c.engine, j.engine) else j.engine end);
end $$;

-- Sums of result rows per car, group, unit and hour.
create function private.result_sums(rows jsonb[]) returns setof public.test_results
language sql stable set search_path = ''
as $$
  with result as (
    select r.*, case when abs(r.value) <= 1000000 then r.value end as summed
    from unnest(rows) u, jsonb_to_record(u) as r (knr text, test_group integer, status integer, unit text,
      value double precision, happened_at timestamp)
  )
  select r.knr, r.test_group, r.unit, date_trunc('hour', r.happened_at),
    (count(*) filter (where r.status = 10))::integer, (count(*) filter (where r.status = 13))::integer, count(r.summed)::integer,
    round(coalesce(sum((r.summed * 1000000)::bigint), 0) / 1000000, 6),
    round(coalesce(sum((r.summed * r.summed * 1000000)::bigint), 0) / 1000000, 6),
    min(r.summed), max(r.summed), min(r.happened_at), max(r.happened_at)
  from result r group by r.knr, r.test_group, r.unit, date_trunc('hour', r.happened_at)
$$;

-- Results: the rows that were ok are sums here, so where a file in the lake speaks of the same time nothing can be
-- compared and the trainer settles the car. Elsewhere a new row is added, and a corrected one's hour is summed anew.
create function private.ingest_results(dataset bigint, facts private.ingest_fact[]) returns setof private.ingest_outcome
language plpgsql set search_path = ''
as $$
declare
  told private.ingest_outcome[];
  added integer[];
  changed integer[];
  anew public.test_results[];
begin
  with lake as (
    select c.knr, c.from_at, c.to_at from public.dataset_cars c join private.in_lake('results', dataset) l (id) on l.id = c.dataset_id
    where c.knr in (select f.knr from unnest(facts) f)
  ),
  seen as (
    select f.*, own.fields as own, other.fields as other, coalesce(other.dataset_id > dataset, false) as outranked,
      exists (select from lake l where l.knr = f.knr and f.happened_at between l.from_at and l.to_at) as held,
      exists (select from lake l where l.knr = f.knr and l.from_at < date_trunc('hour', f.happened_at) + interval '1 hour'
        and l.to_at >= date_trunc('hour', f.happened_at)) as hour_held
    from unnest(facts) f
    left join public.ingested_rows own on own.dataset_id = dataset and own.fact_key = f.fact_key
    left join lateral (
      select j.dataset_id, j.fields from public.ingested_rows j join public.datasets d on d.id = j.dataset_id and d.status = 'loaded'
      where j.knr = f.knr and j.kind = 'results' and j.fact_key = f.fact_key and j.dataset_id <> dataset
      order by j.dataset_id desc limit 1) other on true
  ),
  judged as (
    select s.*, case
      when s.own = s.fields then 'none'
      when s.held or s.outranked then 'settle'
      when coalesce(s.own, s.other) is null then 'add'
      when coalesce(s.own, s.other) = s.fields then 'none'
      when s.hour_held then 'settle'
      else 'change' end as act
    from seen s
  )
  select array_agg(row(j.index, case
      when j.before = j.fields then 'duplicate'
      when j.act = 'settle' then 'pending'
      when j.before is not null then 'corrected'
      when j.act = 'none' then 'duplicate'
      when j.act = 'add' then 'loaded'
      else 'corrected' end, j.act = 'settle')::private.ingest_outcome),
    array_agg(j.index) filter (where j.last and j.act = 'add'),
    array_agg(j.index) filter (where j.last and j.act = 'change'),
    array_agg(row(j.knr, (j.fields ->> 'test_group')::integer, u.unit, date_trunc('hour', j.happened_at), 0, 0, 0, 0, 0, null,
      null, j.happened_at, j.happened_at)::public.test_results) filter (where j.last and j.act = 'change')
  into told, added, changed, anew
  from judged j
  left join lateral (values (j.fields ->> 'unit'), (coalesce(j.own, j.other) ->> 'unit')) u (unit) on j.act = 'change';

  perform private.write_journal(dataset, 'results', facts);
  if changed is not null then
    delete from public.test_results t using unnest(anew) a
    where t.knr = a.knr and t.test_group = a.test_group and t.unit = a.unit and t.hour = a.hour;
    delete from public.test_failures t using unnest(facts) f
    where f.index = any (changed) and t.knr = f.knr and t.test_group = (f.fields ->> 'test_group')::integer
      and t.name = f.fields ->> 'name' and t.value_id is not distinct from f.fields ->> 'value_id' and t.tested_at = f.happened_at;
    insert into public.test_results
    select s.* from private.result_sums((
      select array_agg(c.fields) from (
        select distinct on (j.fact_key) j.fields
        from public.ingested_rows j join public.datasets d on d.id = j.dataset_id and d.status = 'loaded'
        where j.kind = 'results' and (j.knr, date_trunc('hour', j.happened_at)) in (select a.knr, a.hour from unnest(anew) a)
        order by j.fact_key, j.dataset_id desc
      ) c)) s
    where (s.knr, s.test_group, s.unit, s.hour) in (select a.knr, a.test_group, a.unit, a.hour from unnest(anew) a);
  end if;
  insert into public.test_results as old
  select s.* from private.result_sums((select array_agg(f.fields) from unnest(facts) f where f.index = any (added))) s
  where (s.knr, s.test_group, s.unit, s.hour) not in (select a.knr, a.test_group, a.unit, a.hour from unnest(coalesce(anew, '{}')) a)
  on conflict (knr, test_group, unit, hour) do update set
    ok = old.ok + excluded.ok, not_ok = old.not_ok + excluded.not_ok, value_count = old.value_count + excluded.value_count,
    value_sum = old.value_sum + excluded.value_sum, value_sum_sq = old.value_sum_sq + excluded.value_sum_sq,
    value_min = least(old.value_min, excluded.value_min), value_max = greatest(old.value_max, excluded.value_max),
    first_at = least(old.first_at, excluded.first_at), last_at = greatest(old.last_at, excluded.last_at);
  insert into public.test_failures as t (row_key, knr, test_group, name, unit, value_id, value, tested_at, dataset_id)
  select f.row_key, f.knr, (f.fields ->> 'test_group')::integer, f.fields ->> 'name', f.fields ->> 'unit', f.fields ->> 'value_id',
    (f.fields ->> 'value')::double precision, f.happened_at, dataset
  from unnest(facts) f
  where f.index = any (coalesce(added, '{}') || coalesce(changed, '{}')) and f.fields ->> 'status' = '13'
  on conflict (knr, row_key) do nothing;
  -- A fact that stood in a row before this one of the same request is told once.
  return query select distinct t.index, t.outcome, t.unsettled from unnest(told) t;
end $$;

-- Takes up to 1,000 rows of one kind, checked by the function `ingest`: the lake's columns and `index`; refused rows are
-- {index, field, reason}. Answers what is told to the sender; `replayed` when it was told before under the same key.
create function public.ingest_rows(kind text, rows jsonb, idempotency_key text, body_hash text) returns jsonb
language plpgsql security definer set search_path = '' set lock_timeout = '20s'
as $$
declare
  earlier public.ingest_requests;
  dataset public.datasets;
  part integer;
  day text := 'http-' || to_char(now() at time zone 'utc', 'YYYY-MM-DD');
  -- Plant time has no zone: what is within a day and a half of the clock happens now.
  live timestamp := now() at time zone 'utc';
  near interval := interval '36 hours';
  facts private.ingest_fact[];
  told private.ingest_outcome[];
  knrs text[];
  unsettled text[];
  answer jsonb;
  counts jsonb;
  refused integer;
  locked integer;
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer, an admin or the secret key can send rows.');
  end if;
  if jsonb_typeof(ingest_rows.rows) <> 'array' or jsonb_array_length(ingest_rows.rows) not between 1 and 1000 then
    perform private.refuse(400, 'invalid_field', 'rows: 1 to 1000 rows.');
  end if;
  if ingest_rows.kind is null or ingest_rows.kind not in ('failures', 'results', 'status') then
    perform private.refuse(400, 'invalid_field', 'kind: failures, results or status.');
  end if;
  facts := private.ingest_facts(ingest_rows.kind, ingest_rows.rows);
  select coalesce(array_agg(distinct f.knr order by f.knr), '{}') into knrs from unnest(facts) f;

  -- First the cars, in order, then one request at a time: labels depend on what other requests say of other cars.
  loop
    insert into public.cars (knr) select unnest(knrs) on conflict do nothing;
    perform from public.cars c where c.knr = any (knrs) order by c.knr for update;
    get diagnostics locked = row_count;
    -- A car that a removal took away while this waited for it is made again.
    exit when locked = cardinality(knrs);
  end loop;
  perform pg_advisory_xact_lock(4255302);
  select * into earlier from public.ingest_requests r where r.key = ingest_rows.idempotency_key;
  if earlier.key is not null then
    if earlier.body_hash <> ingest_rows.body_hash then
      perform private.refuse(409, 'idempotency_conflict', 'This Idempotency-Key was used for other rows: use a new one.');
    end if;
    return earlier.answer || '{"replayed": true}';
  end if;

  -- Rows that come now are newer than every file that came before: after a file a new dataset begins.
  select * into dataset from public.datasets d
  where d.source = 'http' and d.status = 'loaded' and d.kind = ingest_rows.kind and d.name like day || '%'
    and not exists (select from public.datasets n where n.id > d.id and coalesce(n.kind, ingest_rows.kind) = ingest_rows.kind
      and n.status in ('queued', 'loading', 'asking', 'loaded'))
  order by d.id desc limit 1 for update;
  if dataset.id is null then
    select count(*) + 1 into part from public.datasets d
    where d.source = 'http' and d.kind = ingest_rows.kind and d.name like day || '%';
    insert into public.datasets (source, kind, name, storage_path, status, phase, progress, rows_read, rows_loaded, rows_duplicate,
      rows_rejected, rows_corrected, cars_touched, started_at, finished_at, uploaded_by)
    values ('http', ingest_rows.kind, day || case when part > 1 then ' (' || part || ')' else '' end, null, 'loaded', 'done', 1, 0, 0, 0,
      0, 0, 0, now(), now(), auth.uid())
    returning * into dataset;
  end if;

  if cardinality(facts) > 0 then
    if ingest_rows.kind = 'failures' then
      select array_agg(o) into told from private.ingest_failures(dataset.id, facts) o;
    elsif ingest_rows.kind = 'status' then
      select array_agg(o) into told from private.ingest_status(dataset.id, facts) o;
    else
      select array_agg(o) into told from private.ingest_results(dataset.id, facts) o;
    end if;
  end if;
  insert into public.dataset_cars as c (dataset_id, knr, from_at, to_at)
  select dataset.id, f.knr, min(f.happened_at), max(f.happened_at) from unnest(facts) f group by f.knr
  on conflict (knr, dataset_id) do update set from_at = least(c.from_at, excluded.from_at), to_at = greatest(c.to_at, excluded.to_at)
  where c.from_at > excluded.from_at or c.to_at < excluded.to_at;

  select coalesce(array_agg(distinct f.knr order by f.knr) filter (where t.unsettled), '{}') into unsettled
  from unnest(told) t join unnest(facts) f on f.index = t.index;
  refused := jsonb_array_length(ingest_rows.rows) - cardinality(facts);
  select jsonb_build_object('loaded', count(*) filter (where t.outcome = 'loaded'), 'corrected', count(*) filter (where t.outcome = 'corrected'),
    'duplicate', count(*) filter (where t.outcome = 'duplicate'), 'pending', count(*) filter (where t.outcome = 'pending'),
    'rejected', refused)
  into counts from unnest(told) t;
  update public.datasets d set
    rows_read = d.rows_read + jsonb_array_length(ingest_rows.rows),
    rows_loaded = d.rows_loaded + cardinality(facts) - (counts ->> 'duplicate')::integer,
    rows_duplicate = d.rows_duplicate + (counts ->> 'duplicate')::integer,
    rows_rejected = d.rows_rejected + refused,
    rows_corrected = d.rows_corrected + (counts ->> 'corrected')::integer,
    period_from = least(d.period_from, (select min(f.happened_at) from unnest(facts) f)),
    period_to = greatest(d.period_to, (select max(f.happened_at) from unnest(facts) f)),
    cars_touched = (select count(*) from public.dataset_cars c where c.dataset_id = d.id),
    live_from = least(d.live_from, (select min(f.happened_at) from unnest(facts) f where f.happened_at between live - near and live + near)),
    live_to = greatest(d.live_to, (select max(f.happened_at) from unnest(facts) f where f.happened_at between live - near and live + near)),
    finished_at = now()
  where d.id = dataset.id;

  perform private.refresh_labels(knrs);
  if ingest_rows.kind = 'failures' and exists (select from public.datasets d where d.id = dataset.id
      and (d.live_from, d.live_to) is distinct from (dataset.live_from, dataset.live_to)) then
    perform private.refresh_undecided();
  end if;
  perform private.refresh_features(knrs);
  if cardinality(unsettled) > 0 then
    perform private.enqueue('settle_cars', json_build_object('kind', ingest_rows.kind, 'knrs', unsettled),
      'settle_cars:' || md5(ingest_rows.idempotency_key));
  end if;

  answer := jsonb_build_object('datasetId', dataset.id, 'counts', counts,
    'rows', (
      select jsonb_agg(r.told order by r.index) from (
        select t.index, jsonb_build_object('index', t.index, 'outcome', t.outcome) as told from unnest(told) t
        union all
        select (g ->> 'index')::integer, jsonb_build_object('index', (g ->> 'index')::integer, 'outcome', 'rejected', 'field', g ->> 'field',
          'reason', g ->> 'reason')
        from jsonb_array_elements(ingest_rows.rows) g where g ->> 'reason' is not null
      ) r),
    'features', jsonb_build_object('fresh', cardinality(knrs) - cardinality(unsettled), 'pending', cardinality(unsettled)));
  insert into public.ingest_requests (key, body_hash, answer, requested_by)
  values (ingest_rows.idempotency_key, ingest_rows.body_hash, answer, auth.uid());
  delete from public.ingest_requests r where r.created_at < now() - interval '8 days';
  return answer;
end $$;
revoke execute on function public.ingest_rows(text, jsonb, text, text) from public, anon;
grant execute on function public.ingest_rows(text, jsonb, text, text) to authenticated, service_role;
