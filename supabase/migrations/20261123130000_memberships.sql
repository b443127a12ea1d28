-- Who may do what. Roles live in a table, not in the token, so that a change takes effect at the next request.
-- operator: predict and read; engineer: also load, create, deploy; admin: also manage roles.

create schema if not exists private;
comment on schema private is 'Helpers of policies and triggers; not exposed over the API.';
grant usage on schema private to anon, authenticated, service_role;

create table public.memberships (
  user_id uuid primary key references auth.users (id) on delete cascade,
  role text not null check (role in ('operator', 'engineer', 'admin')),
  created_at timestamptz not null default now()
);
alter table public.memberships enable row level security;

-- Definer, because it reads memberships inside memberships' own policies.
create function private.member_role() returns text
language sql stable security definer set search_path = ''
as $$ select m.role from public.memberships m where m.user_id = auth.uid() $$;

create function private.is_service() returns boolean
language sql stable set search_path = ''
as $$ select coalesce(auth.jwt() ->> 'role', '') = 'service_role' $$;

create function private.is_member() returns boolean
language sql stable set search_path = ''
as $$ select private.is_service() or private.member_role() is not null $$;

create function private.is_engineer() returns boolean
language sql stable set search_path = ''
as $$ select private.is_service() or coalesce(private.member_role() in ('engineer', 'admin'), false) $$;

create function private.is_admin() returns boolean
language sql stable set search_path = ''
as $$ select private.is_service() or coalesce(private.member_role() = 'admin', false) $$;

-- An error of the catalogue: PostgREST answers SQLSTATE PTnnn with HTTP status nnn; the code travels in `details`.
create function private.refuse(status integer, code text, message text) returns void
language plpgsql set search_path = ''
as $$
begin
  raise exception using errcode = 'PT' || status, message = message, detail = code;
end $$;

create policy "members see their own role, admins see all" on public.memberships for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_admin()));
create policy "admins give roles" on public.memberships for insert to authenticated
  with check ((select private.is_admin()));
create policy "admins change roles" on public.memberships for update to authenticated
  using ((select private.is_admin())) with check ((select private.is_admin()));
create policy "admins take roles away" on public.memberships for delete to authenticated
  using ((select private.is_admin()));

revoke all on public.memberships from anon;

-- Who am I, for the screens: the e-mail and the role, null without an account or a role.
create function public.whoami() returns json
language sql stable set search_path = ''
as $$
  select json_build_object('userId', auth.uid(), 'email', auth.jwt() ->> 'email',
    'role', case when private.is_service() then 'service' else private.member_role() end)
$$;
revoke execute on function public.whoami() from public;
grant execute on function public.whoami() to anon, authenticated, service_role;
