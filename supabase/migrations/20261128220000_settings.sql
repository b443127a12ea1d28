-- People and roles on a page: an admin sees every account of the plant, also those without a role yet, which only Auth's
-- table knows. Roles are still given, changed and taken by the policies of `memberships`; what no policy can say is said
-- here: nobody changes the own role by mistake, and a plant is never without an admin.

create function public.people()
returns table (user_id uuid, email text, role text, created_at timestamptz, last_sign_in_at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_admin() then
    perform private.refuse(403, 'not_allowed', 'Only an admin sees who has an account.');
  end if;
  return query
    select u.id, u.email::text, m.role, u.created_at, u.last_sign_in_at
    from auth.users u left join public.memberships m on m.user_id = u.id
    order by m.role is not null, lower(u.email::text), u.id;
end $$;
comment on function public.people() is 'Every account with its role, those without one first. For admins.';
revoke execute on function public.people() from public, anon;
grant execute on function public.people() to authenticated, service_role;

create function private.keep_own_role() returns trigger
language plpgsql set search_path = ''
as $$
begin
  -- Without a person (Auth deletes an account, a developer works in SQL) there is no own role.
  if old.user_id = auth.uid() then
    perform private.refuse(409, 'own_role', 'Nobody changes the own role: ask another admin.');
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger keep_own_role before update or delete on public.memberships
  for each row execute function private.keep_own_role();

-- Definer, because a caller sees only the own row when the admin was the caller.
create function private.keep_an_admin() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from gone where gone.role = 'admin') then
    return null;
  end if;
  -- Two admins who take the role from each other at once: the second sees what the first has done.
  perform pg_advisory_xact_lock(hashtextextended('halle: admins', 0));
  if not exists (select from public.memberships m where m.role = 'admin') then
    perform private.refuse(409, 'last_admin', 'This is the last admin: make somebody else one first.');
  end if;
  return null;
end $$;
create trigger keep_an_admin_on_update after update on public.memberships
  referencing old table as gone for each statement execute function private.keep_an_admin();
create trigger keep_an_admin_on_delete after delete on public.memberships
  referencing old table as gone for each statement execute function private.keep_an_admin();
revoke execute on function private.keep_own_role(), private.keep_an_admin() from public;
