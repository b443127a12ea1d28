-- Keys for other systems, in place of the secret key that may do everything: each has a name, scopes, an end and a rate, and is
-- revoked at once. docs/decisions/0028.

create table public.api_keys (
  id bigint generated always as identity primary key,
  name text not null check (length(btrim(name)) between 1 and 80),
  prefix text not null unique,
  scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array['predict', 'ingest', 'models:write', 'read']),
  per_minute integer not null check (per_minute between 1 and 6000),
  created_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz
);
comment on column public.api_keys.prefix is 'The first characters, by which a key is recognised; they open nothing.';
comment on column public.api_keys.last_used_at is 'To the minute: a key that is used all the time does not write all the time.';
alter table public.api_keys enable row level security;
revoke all on public.api_keys from anon, authenticated;
grant select on public.api_keys to authenticated;
create policy "admins read" on public.api_keys for select to authenticated using ((select private.is_admin()));

-- No API reads this table. A fast hash is right: the key has 256 random bits, so that nobody can try them all, unlike passwords,
-- for which hashes are slow.
create table private.api_key_hashes (
  key_id bigint primary key references public.api_keys (id) on delete cascade,
  hash bytea not null unique check (length(hash) = 32)
);
alter table private.api_key_hashes enable row level security;
revoke all on private.api_key_hashes from public, anon, authenticated, service_role;

-- A bucket of calls for each key: full with a minute's calls, refilled evenly. Unlogged, because after a crash full buckets do
-- no harm; narrow and with room in its pages, so that a call's update stays in its page.
create unlogged table private.api_key_calls (
  key_id bigint primary key,
  calls double precision not null,
  granted boolean not null,
  at timestamptz not null
) with (fillfactor = 50);
alter table private.api_key_calls enable row level security;
revoke all on private.api_key_calls from public, anon, authenticated, service_role;

-- The key is told here and never again. Each UUID has 122 random bits: three of them hashed have the 256 of the hash.
create function public.create_api_key(name text, scopes text[], expires_at timestamptz, per_minute integer) returns json
language plpgsql security definer set search_path = ''
as $$
declare
  made public.api_keys;
  head text := 'halle_' || left(replace(gen_random_uuid()::text, '-', ''), 8);
  key text := head || '_' || encode(sha256(
    uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex');
begin
  if not private.is_admin() then
    perform private.refuse(403, 'not_allowed', 'Only an admin makes and revokes keys.');
  end if;
  if coalesce(length(btrim(create_api_key.name)), 0) not between 1 and 80 then
    perform private.refuse(400, 'invalid_field', 'name: 1 to 80 characters.');
  end if;
  if coalesce(cardinality(create_api_key.scopes), 0) = 0
    or not create_api_key.scopes <@ array['predict', 'ingest', 'models:write', 'read'] then
    perform private.refuse(400, 'invalid_field', 'scopes: at least one, of predict, ingest, models:write, read.');
  end if;
  if coalesce(create_api_key.expires_at, now()) <= now() or create_api_key.expires_at > now() + interval '2 years' then
    perform private.refuse(400, 'invalid_field', 'expires_at: later than now, and within two years.');
  end if;
  if coalesce(create_api_key.per_minute, 0) not between 1 and 6000 then
    perform private.refuse(400, 'invalid_field', 'per_minute: 1 to 6000.');
  end if;
  insert into public.api_keys (name, prefix, scopes, per_minute, created_by, expires_at)
  values (btrim(create_api_key.name), head, array(select distinct s from unnest(create_api_key.scopes) s order by s),
    create_api_key.per_minute, auth.uid(), create_api_key.expires_at)
  returning * into made;
  insert into private.api_key_hashes values (made.id, sha256(convert_to(key, 'UTF8')));
  return json_build_object('id', made.id, 'prefix', made.prefix, 'key', key);
end $$;

-- For good: whoever had the key may have it still. Revoking again changes nothing.
create function public.revoke_api_key(key_id bigint) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not private.is_admin() then
    perform private.refuse(403, 'not_allowed', 'Only an admin makes and revokes keys.');
  end if;
  update public.api_keys k set revoked_at = now() where k.id = revoke_api_key.key_id and k.revoked_at is null;
  if not found and not exists (select from public.api_keys k where k.id = revoke_api_key.key_id) then
    perform private.refuse(404, 'not_found', format('There is no key %s.', revoke_api_key.key_id));
  end if;
end $$;

-- What a function asks before it answers a call made with a key: one round trip says whose key it is and why it does not do.
-- Nothing is kept between calls, so a revoked key ends with its next call. `scope` null: what no key may do. A refused call
-- takes nothing from the rate, but for reaching it.
create function public.use_api_key(hash text, scope text) returns json
language plpgsql security definer set search_path = ''
as $$
declare
  k public.api_keys;
  bucket private.api_key_calls;
  refused text;
begin
  select a.* into k from private.api_key_hashes h join public.api_keys a on a.id = h.key_id
  where h.hash = decode(use_api_key.hash, 'hex');
  refused := case
    when k.id is null then 'key_unknown'
    when k.revoked_at is not null then 'key_revoked'
    when k.expires_at <= now() then 'key_expired'
    when use_api_key.scope is null then 'person_required'
    when not use_api_key.scope = any (k.scopes) then 'scope_missing' end;
  if refused is not null then
    return json_build_object('refused', refused);
  end if;
  -- The row's lock lets calls at the same time count one after another; the clock is read under it.
  insert into private.api_key_calls as b (key_id, calls, granted, at) values (k.id, k.per_minute - 1, true, clock_timestamp())
  on conflict (key_id) do update set (calls, granted, at) = (
    select full_by - (full_by >= 1)::integer, full_by >= 1, t.at
    from (select greatest(clock_timestamp(), b.at) as at) t,
      lateral (select least(k.per_minute, b.calls + extract(epoch from t.at - b.at) * k.per_minute / 60.0) as full_by) f)
  returning * into bucket;
  if not bucket.granted then
    return json_build_object('refused', 'rate_limited', 'perMinute', k.per_minute,
      'retryAfter', greatest(1, ceil((1 - bucket.calls) * 60 / k.per_minute)));
  end if;
  update public.api_keys a set last_used_at = now()
  where a.id = k.id and coalesce(a.last_used_at < now() - interval '1 minute', true);
  return json_build_object('id', k.id);
end $$;

-- The key by which a function acts. Only the secret key's word counts: the functions send it after they have checked the key.
create function private.asking_key() returns bigint
language sql stable set search_path = ''
as $$
  select case when private.is_service() then
    (nullif(current_setting('request.headers', true), '')::json ->> 'x-halle-key')::bigint end
$$;

-- Where a person would be written, the key is.
alter table public.predictions add column requested_key bigint references public.api_keys (id);
alter table public.predictions alter column requested_key set default private.asking_key();
alter table public.ingest_requests add column requested_key bigint references public.api_keys (id);
alter table public.ingest_requests alter column requested_key set default private.asking_key();
alter table public.datasets add column uploaded_key bigint references public.api_keys (id);
alter table public.datasets alter column uploaded_key set default private.asking_key();
alter table public.training_runs add column requested_key bigint references public.api_keys (id);
alter table public.models add column created_key bigint references public.api_keys (id);

-- Not by default, because a run that waits for its policy is taken over by whoever asks meanwhile.
create function private.stamp_run() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.requested_key := case when new.requested_by is null then private.asking_key() end;
  return new;
end $$;
create trigger run_stamped before insert or update of requested_by on public.training_runs
  for each row execute function private.stamp_run();

-- How a key is called where a person's address would stand.
create function private.key_said(key_id bigint) returns text
language sql stable set search_path = ''
as $$ select format('%s (%s…)', k.name, k.prefix) from public.api_keys k where k.id = key_said.key_id $$;

create or replace function public.training_run_person(run_id bigint) returns text
language sql stable security definer set search_path = ''
as $$
  select coalesce(u.email, private.key_said(r.requested_key))
  from public.training_runs r left join auth.users u on u.id = r.requested_by
  where r.id = run_id and private.is_engineer()
$$;
do $$
declare
  was constant text := '''person'', case when private.is_engineer() then u.email end';
  made text := pg_get_functiondef('public.inbox()'::regprocedure);
begin
  if strpos(made, was) = 0 then raise exception 'inbox does not have: %', was; end if;
  execute replace(made, was,
    '''person'', case when private.is_engineer() then coalesce(u.email, private.key_said(r.requested_key)) end');
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p
    where (p.pronamespace = 'public'::regnamespace and p.proname in ('create_api_key', 'revoke_api_key', 'use_api_key'))
      or (p.pronamespace = 'private'::regnamespace and p.proname in ('stamp_run', 'key_said', 'asking_key')) loop
    execute format('revoke execute on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end $$;
grant execute on function public.create_api_key(text, text[], timestamptz, integer), public.revoke_api_key(bigint),
  private.asking_key() to authenticated;
