-- What is kept about a person can be handed out, and an account can be deleted (LGPD, GDPR; docs/privacy.md). Deleting an
-- account that had put a model in use was impossible until here: its deployments held on to it. A deployment keeps the account's
-- id, which names nobody once the account is gone, and the ledger's hashes are of that id: they stay good.

alter table public.deployments drop constraint deployments_deployed_by_fkey;
alter table public.preflights drop constraint preflights_created_by_fkey;
comment on column public.deployments.deployed_by is 'Not a foreign key: the ledger does not change when an account goes. The id is then a pseudonym.';
comment on column public.preflights.created_by is 'Not a foreign key: append-only. The id of an account that is gone is a pseudonym.';

-- Every column that says who, in schema public; docs/privacy.md and a test hold this against the catalogue. `fate`: what becomes
-- of it when the account goes: the row goes, the id is forgotten, or stays as a pseudonym. `told`: the columns of an export.
create function private.person_columns() returns table (relation text, person text, fate text, told text)
language sql immutable set search_path = ''
as $$
  values
    ('memberships', 'user_id', 'deleted', 'role, created_at'),
    ('notice_reads', 'user_id', 'deleted', '*'),
    ('deployments', 'deployed_by', 'pseudonym', 'id, created_at, model_id, threshold, reason, override_reason, rolled_back_to, hash'),
    ('preflights', 'created_by', 'pseudonym', 'id, created_at, model_id'),
    ('changes', 'person', 'pseudonym', 'id, at, kind, subject, before, after'),
    ('candidate_answers', 'answered_by', 'forgotten', 'id, created_at, model_id, answer, reason, until'),
    ('challengers', 'set_by', 'forgotten', 'id, created_at, model_id, reason'),
    ('challengers', 'ended_by', 'forgotten', 'id, ended_at, model_id'),
    ('alarms', 'closed_by', 'forgotten', 'id, closed_at, close_reason'),
    ('calendar_events', 'created_by', 'forgotten', '*'),
    ('api_keys', 'created_by', 'forgotten', 'id, name, prefix, scopes, created_at, expires_at, revoked_at'),
    ('webhooks', 'created_by', 'forgotten', 'id, address, kinds, created_at'),
    ('datasets', 'uploaded_by', 'forgotten', 'id, name, kind, created_at'),
    ('datasets', 'reviewed_by', 'forgotten', 'id, name, reviewed_at'),
    ('datasets', 'removed_by', 'forgotten', 'id, name, removed_at'),
    ('ingest_requests', 'requested_by', 'forgotten', 'key, created_at'),
    ('training_runs', 'requested_by', 'forgotten', 'id, cause, created_at'),
    ('models', 'created_by', 'forgotten', 'id, name, created_at'),
    ('evaluations', 'created_by', 'forgotten', 'id, model_id, created_at'),
    ('predictions', 'requested_by', 'forgotten', 'id, knr, created_at'),
    ('predictions', 'operator_by', 'forgotten', 'id, knr, operator_at, operator_decision, operator_reason, operator_note')
$$;

-- All that is kept about a person, as JSON: by an admin, or by the person. Without `of_person`, about whoever asks.
create function public.export_account(of_person uuid default null) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  who constant uuid := coalesce(of_person, auth.uid());
  told jsonb;
  each record;
  found jsonb;
begin
  if who is null or (who is distinct from auth.uid() and not private.is_admin()) then
    perform private.refuse(403, 'not_allowed', 'An admin exports what is kept about others; everybody, what is kept about themselves.');
  end if;
  select jsonb_build_object('id', u.id, 'email', u.email, 'createdAt', u.created_at, 'lastSignInAt', u.last_sign_in_at,
    'profile', u.raw_user_meta_data) into told from auth.users u where u.id = who;
  if told is null then
    perform private.refuse(404, 'not_found', format('There is no account %s.', who));
  end if;
  told := jsonb_build_object('exportedAt', now(), 'account', told,
    'sessions', (select coalesce(jsonb_agg(jsonb_build_object('createdAt', s.created_at, 'userAgent', s.user_agent, 'ip', s.ip)), '[]')
      from auth.sessions s where s.user_id = who),
    'files', (select coalesce(jsonb_agg(jsonb_build_object('bucket', o.bucket_id, 'name', o.name, 'createdAt', o.created_at)), '[]')
      from storage.objects o where o.owner_id = who::text),
    -- What others changed about the account.
    'changes.subject', (select coalesce(jsonb_agg(to_jsonb(c) - 'person' order by c.id), '[]') from public.changes c
      where c.subject = who::text));
  for each in select * from private.person_columns() loop
    execute format('select coalesce(jsonb_agg(x), ''[]'') from (select %s from public.%I where %I = $1 order by 1) x',
      each.told, each.relation, each.person) into found using who;
    told := told || jsonb_build_object(each.relation || '.' || each.person, found);
  end loop;
  return told;
end $$;
comment on function public.export_account(uuid) is 'All that is kept about an account. For an admin, and for the person.';

-- For good. `typed_email`, because it cannot be undone: the address as the admin typed it.
create function public.delete_account(of_person uuid, typed_email text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  address text;
begin
  if not private.is_admin() then
    perform private.refuse(403, 'not_allowed', 'Only an admin deletes an account.');
  end if;
  if of_person = auth.uid() then
    perform private.refuse(409, 'own_role', 'Nobody deletes the own account: ask another admin.');
  end if;
  select u.email into address from auth.users u where u.id = of_person for update;
  if not found then
    perform private.refuse(404, 'not_found', format('There is no account %s.', of_person));
  end if;
  if lower(btrim(coalesce(typed_email, ''))) <> lower(coalesce(address, '')) then
    perform private.refuse(400, 'invalid_field', 'typed_email: not the address of this account.');
  end if;
  -- The address itself is not kept: that is what is being deleted.
  insert into public.changes (person, key_id, kind, subject, before, after)
  values (auth.uid(), private.asking_key(), 'account', of_person::text, '{}', null);
  -- Auth's log, where the platform keeps one in the database, has addresses; files know who put them.
  delete from auth.audit_log_entries l where strpos(l.payload::text, of_person::text) > 0;
  update storage.objects o set owner = null, owner_id = null where o.owner_id = of_person::text;
  delete from auth.refresh_tokens t where t.user_id::text = of_person::text;
  delete from auth.flow_state f where f.user_id = of_person;
  -- Identities, sessions, the role and what was read go with it; keep_an_admin refuses the last admin.
  delete from auth.users u where u.id = of_person;
end $$;
comment on function public.delete_account(uuid, text) is 'Deletes an account for good; what it decided stays under its id. For admins.';

alter table public.changes drop constraint changes_kind_check;
alter table public.changes add constraint changes_kind_check
  check (kind in ('role', 'account', 'api_key', 'settings', 'policy', 'calendar', 'webhook', 'run'));

-- Whose account is gone still has decided: these two would have left the decision out.
do $$
declare
  made text := pg_get_functiondef('public.ledger()'::regprocedure);
  was constant text := 'join auth.users u on u.id = d.deployed_by';
begin
  if strpos(made, was) = 0 then raise exception 'ledger does not have: %', was; end if;
  execute replace(made, was, 'left ' || was);
end $$;
create or replace function private.deployment_sentence(deployment bigint) returns text
language sql stable set search_path = ''
as $$
  select format('%s put model %s (%s) in use with the threshold %s at %s.', coalesce(u.email, 'An account that is gone'), m.id,
    m.name, d.threshold, to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'))
  from public.deployments d join public.models m on m.id = d.model_id left join auth.users u on u.id = d.deployed_by
  where d.id = deployment
$$;
do $$
declare
  made text := pg_get_functiondef('public.change_log(text,uuid,integer,integer)'::regprocedure);
  was constant text := 'when ''role'' then';
begin
  if strpos(made, was) = 0 then raise exception 'change_log does not have: %', was; end if;
  execute replace(made, was, 'when ''account'' then (select s.email from auth.users s where s.id::text = c.subject)
              ' || was);
end $$;

revoke execute on function private.person_columns() from public;
revoke execute on function public.export_account(uuid), public.delete_account(uuid, text) from public, anon;
grant execute on function public.export_account(uuid), public.delete_account(uuid, text) to authenticated, service_role;
