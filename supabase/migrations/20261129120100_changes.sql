-- Who changed what: roles, keys, the plant's settings, the retraining policy, the calendar, webhooks, and cancelled runs. What
-- has a log of its own (deployments, answers to candidates, challengers, datasets, alarms) is not here once more.

create table public.changes (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  person uuid,
  key_id bigint,
  kind text not null check (kind in ('role', 'api_key', 'settings', 'policy', 'calendar', 'webhook', 'run')),
  subject text not null,
  before jsonb,
  after jsonb
);
comment on column public.changes.person is 'Not a foreign key: a log does not change when an account goes. Null: the system (the secret key, SQL, a task).';
comment on column public.changes.key_id is 'The API key that did it, if one did.';
comment on column public.changes.subject is 'The row: an account for a role, else an id; of what a plant has one of, "plant".';
comment on column public.changes.before is 'What of the row changed, as it was; null: it was made. After: null: it is gone.';
create index changes_by_kind on public.changes (kind, id desc);
create index changes_by_subject on public.changes (subject, id desc) where kind = 'role';
alter table public.changes enable row level security;
revoke all on public.changes from anon, authenticated, service_role;
grant select on public.changes to authenticated, service_role;
-- An engineer may change settings, policy, calendar and runs, and sees who else did.
create policy "admins read all, engineers what they may change" on public.changes for select to authenticated
  using ((select private.is_admin()) or (kind in ('settings', 'policy', 'calendar', 'run') and (select private.is_engineer())));

create function private.keep_changes() returns trigger
language plpgsql set search_path = ''
as $$
begin
  perform private.refuse(403, 'not_allowed', 'The log of changes is append-only.');
  return null;
end $$;
create trigger changes_kept before update or delete on public.changes for each row execute function private.keep_changes();
create trigger changes_kept_whole before truncate on public.changes for each statement execute function private.keep_changes();

-- Arguments: the kind, the column that names the row (empty: the plant's only one), and columns that are not a person's to
-- change. Of a change only the columns that differ are kept. No table with a secret or a hash has this trigger.
create function private.note_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  left_out text[] := string_to_array(tg_argv[2], ',') || tg_argv[1];
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  now_is jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  name text := coalesce(coalesce(now_is, was) ->> nullif(tg_argv[1], ''), 'plant');
begin
  was := was - left_out;
  now_is := now_is - left_out;
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, now_is -> o.key) into was, now_is
    from jsonb_each(was) o where o.value is distinct from now_is -> o.key;
    if was is null then return null; end if;
  end if;
  insert into public.changes (person, key_id, kind, subject, before, after)
  values (auth.uid(), private.asking_key(), tg_argv[0], name, was, now_is);
  return null;
end $$;

create trigger changes_noted after insert or update or delete on public.memberships
  for each row execute function private.note_change('role', 'user_id', 'created_at');
create trigger changes_noted after insert or update or delete on public.api_keys
  for each row execute function private.note_change('api_key', 'id', 'created_at,created_by,last_used_at');
create trigger changes_noted after insert or update or delete on public.plant_settings
  for each row execute function private.note_change('settings', '', 'only_row,updated_at');
create trigger changes_noted after update on public.retrain_policy
  for each row execute function private.note_change('policy', '', 'only_row,updated_at,labels_since_run,asked_for,waiting');
create trigger changes_noted after insert or update or delete on public.calendar_events
  for each row execute function private.note_change('calendar', 'id', 'created_at,created_by');
create trigger changes_noted after insert or update or delete on public.webhooks
  for each row execute function private.note_change('webhook', 'id', 'created_at,created_by,failures_in_row');

-- Of a run only that it was cancelled: all else of it is the trainer's.
create function private.note_cancelled() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.changes (person, key_id, kind, subject, before, after)
  values (auth.uid(), private.asking_key(), 'run', new.id::text, '{"cancel_requested": false}', '{"cancel_requested": true}');
  return null;
end $$;
create trigger changes_noted after update of cancel_requested on public.training_runs
  for each row when (new.cancel_requested and not old.cancel_requested) execute function private.note_cancelled();

-- A page of the log, newest first, with how many there are in all. The addresses are those of now; an account that is gone has
-- none. Wanted: a kind, the changes of one person; null is any.
create function public.change_log(of_kind text default null, by_person uuid default null, page integer default 1,
  page_size integer default 50) returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  admin boolean := private.is_admin();
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin sees who changed what.');
  end if;
  return (
    with seen as (
      select c.* from public.changes c
      where (admin or c.kind in ('settings', 'policy', 'calendar', 'run'))
        and (of_kind is null or c.kind = of_kind) and (by_person is null or c.person = by_person)
    )
    select json_build_object(
      'total', (select count(*) from seen),
      'people', (select coalesce(json_agg(json_build_object('id', p.person, 'email', u.email) order by u.email), '[]')
        from (select distinct c.person from public.changes c
          where c.person is not null and (admin or c.kind in ('settings', 'policy', 'calendar', 'run'))) p
        left join auth.users u on u.id = p.person),
      'changes', coalesce((
        select json_agg(json_build_object('id', c.id, 'at', c.at, 'kind', c.kind, 'person', c.person, 'email', u.email,
            'key', private.key_said(c.key_id),
            'subject', c.subject, 'subjectName', case c.kind
              when 'role' then (select s.email from auth.users s where s.id::text = c.subject)
              when 'api_key' then private.key_said(c.subject::bigint)
              when 'webhook' then coalesce(c.after ->> 'address', c.before ->> 'address',
                (select w.address from public.webhooks w where w.id::text = c.subject)) end,
            'before', c.before, 'after', c.after) order by c.id desc)
        from (select * from seen order by id desc limit least(greatest(page_size, 1), 500)
          offset (greatest(page, 1) - 1) * least(greatest(page_size, 1), 500)) c
        left join auth.users u on u.id = c.person), '[]')));
end $$;

-- Who gave each account the role that it has, for People. Null where it was before the log, or was the system.
create function public.role_givers() returns table (user_id uuid, email text, at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_admin() then
    perform private.refuse(403, 'not_allowed', 'Only an admin sees who gave a role.');
  end if;
  return query
    select m.user_id, u.email::text, c.at from public.memberships m
    join lateral (select x.person, x.at from public.changes x
      where x.kind = 'role' and x.subject = m.user_id::text order by x.id desc limit 1) c on true
    left join auth.users u on u.id = c.person;
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p
    where (p.pronamespace = 'public'::regnamespace and p.proname in ('change_log', 'role_givers'))
      or (p.pronamespace = 'private'::regnamespace and p.proname in ('keep_changes', 'note_change', 'note_cancelled')) loop
    execute format('revoke execute on function %s from public, anon, authenticated', f);
  end loop;
end $$;
grant execute on function public.change_log(text, uuid, integer, integer), public.role_givers() to authenticated, service_role;
