-- What hosted Supabase has before a project's first migration: roles, schemas, default privileges.
-- Run as the cluster's owner; safe to run at every start. :password is the one of this data folder.
do $$
begin
  if to_regrole('anon') is null then create role anon nologin noinherit; end if;
  if to_regrole('authenticated') is null then create role authenticated nologin noinherit; end if;
  if to_regrole('service_role') is null then create role service_role nologin noinherit bypassrls; end if;
  if to_regrole('authenticator') is null then create role authenticator noinherit login; end if;
end $$;
grant anon, authenticated, service_role to authenticator;
create schema if not exists auth;
create schema if not exists storage;
create schema if not exists extensions;
grant usage on schema public, auth, storage, extensions to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant execute on functions to anon, authenticated, service_role;

-- The REST server keeps a picture of the schema; this tells it to take a new one, as on hosted.
create or replace function extensions.notify_rest() returns event_trigger
language plpgsql set search_path = ''
as $$ begin notify pgrst, 'reload schema'; end $$;
do $$
begin
  if not exists (select from pg_event_trigger where evtname = 'notify_rest') then
    create event trigger notify_rest on ddl_command_end execute function extensions.notify_rest();
  end if;
end $$;
