-- The deployments are a ledger: each entry carries the hash of the one before it, so that an entry that is changed, removed
-- or put elsewhere later is found by anybody who computes the hashes again (npm run ledger -- verify). docs/decisions/0019.

alter table public.deployments add column previous_hash text, add column hash text;

-- A field of the hashed text: length in bytes, colon, text, comma; '-,' for null. No text can be taken for two fields.
create function private.ledger_field(value text) returns text
language sql immutable set search_path = ''
as $$
  select case when value is null then '-,' else octet_length(convert_to(value, 'UTF8')) || ':' || value || ',' end
$$;

create function private.sha256_hex(value text) returns text
language sql immutable set search_path = ''
as $$ select encode(sha256(convert_to(value, 'UTF8')), 'hex') $$;

-- Every column of an entry, and the model's file by its sha256. The threshold as the eight bytes of its float64, because a
-- decimal of it can be written in more than one way; the time in UTC to the microsecond, as the database keeps it.
create function private.ledger_hash(entry public.deployments, model_sha256 text) returns text
language sql stable set search_path = ''
as $$
  select private.sha256_hex(string_agg(private.ledger_field(value), '' order by place))
  from unnest(array[
    entry.id::text,
    entry.model_id::text,
    model_sha256,
    encode(float8send(entry.threshold), 'hex'),
    entry.deployed_by::text,
    to_char(entry.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    entry.reason,
    entry.override_reason,
    entry.rolled_back_to::text,
    entry.previous_id::text,
    entry.evaluation_id::text,
    private.sha256_hex(entry.comparison::text),
    private.sha256_hex(entry.preflight::text),
    entry.previous_hash
  ]) with ordinality fields (value, place)
$$;

-- After deployment_guard, by its name. Definer, because whoever inserts need not be able to read what it is chained to.
create function private.chain_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  newest public.deployments;
begin
  -- Held already by whoever came through deploy_model or roll_back: nobody else reads the same newest entry.
  lock table public.deployments in share row exclusive mode;
  select * into newest from public.deployments d order by d.id desc limit 1;
  if newest.id >= new.id then
    perform private.refuse(409, 'deployment_changed', format('Deployment %s came first.', newest.id));
  end if;
  new.previous_id := newest.id;
  new.previous_hash := coalesce(newest.hash, repeat('0', 64));
  new.hash := private.ledger_hash(new, (select m.sha256 from public.models m where m.id = new.model_id));
  return new;
end $$;

-- What was decided until now is chained in the order in which it was decided.
alter table public.deployments disable trigger deployment_guard;
do $$
declare
  entry public.deployments;
  before public.deployments;
begin
  for entry in select * from public.deployments d order by d.id loop
    entry.previous_id := before.id;
    entry.previous_hash := coalesce(before.hash, repeat('0', 64));
    entry.hash := private.ledger_hash(entry, (select m.sha256 from public.models m where m.id = entry.model_id));
    update public.deployments d
    set previous_id = entry.previous_id, previous_hash = entry.previous_hash, hash = entry.hash where d.id = entry.id;
    before := entry;
  end loop;
end $$;
alter table public.deployments enable trigger deployment_guard;

create trigger deployment_hash before insert on public.deployments
  for each row execute function private.chain_deployment();
alter table public.deployments
  alter column previous_hash set not null,
  alter column hash set not null,
  add constraint previous_hash_once unique (previous_hash),
  add constraint hashes_are_sha256 check (hash ~ '^[0-9a-f]{64}$' and previous_hash ~ '^[0-9a-f]{64}$');
comment on column public.deployments.hash is 'sha256 of every other column, length-prefixed, and of the model file''s sha256.';
comment on column public.deployments.previous_hash is 'The hash of the deployment before it; 64 zeros for the very first.';

-- Who decided what, newest first. An operator is not told who: accounts are not readable.
create function public.ledger() returns table (
  id bigint, model_id bigint, model_name text, model_sha256 text, threshold double precision, email text, reason text,
  override_reason text, rolled_back_to bigint, previous_hash text, hash text, created_at timestamptz
)
language plpgsql stable security definer set search_path = ''
as $$
#variable_conflict use_column
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return query
    select d.id, d.model_id, m.name, m.sha256, d.threshold, case when private.is_engineer() then u.email::text end, d.reason,
      d.override_reason, d.rolled_back_to, d.previous_hash, d.hash, d.created_at
    from public.deployments d join public.models m on m.id = d.model_id join auth.users u on u.id = d.deployed_by
    order by d.id desc;
end $$;

-- For a screen: how many entries are good, and the first one that is not. Whoever can change the table can change this
-- function too: the proof is the command, which computes everything by itself.
create function public.verify_ledger() returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  answer json;
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin can verify the ledger.');
  end if;
  with entries as (
    select d.id, d.hash = private.ledger_hash(d, m.sha256)
      and d.previous_hash = coalesce(lag(d.hash) over (order by d.id), repeat('0', 64)) as good
    from public.deployments d join public.models m on m.id = d.model_id
  ), bad as (select min(e.id) as first from entries e where not e.good)
  select json_build_object(
    'entries', count(entries.id),
    'good', count(entries.id) filter (where bad.first is null or entries.id < bad.first),
    'firstBad', bad.first) into answer
  from bad left join entries on true group by bad.first;
  return answer;
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace
    and p.proname in ('ledger', 'verify_ledger') loop
    execute format('revoke execute on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end $$;
