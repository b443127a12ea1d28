-- What hosted Supabase has before a project's first migration: roles, schemas, default privileges.
-- Run as the platform's superuser; safe to run at every start.
do $$
begin
  if to_regrole('postgres') is null then
    create role postgres login createdb createrole replication bypassrls;
  end if;
  if to_regrole('anon') is null then create role anon nologin noinherit; end if;
  if to_regrole('authenticated') is null then create role authenticated nologin noinherit; end if;
  if to_regrole('service_role') is null then create role service_role nologin noinherit bypassrls; end if;
  if to_regrole('authenticator') is null then create role authenticator noinherit login; end if;
  if to_regrole('supabase_auth_admin') is null then create role supabase_auth_admin noinherit; end if;
  if to_regrole('supabase_storage_admin') is null then create role supabase_storage_admin noinherit; end if;
end $$;
grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to postgres with admin option;

-- The project's role owns the database, and by that schema public; it is no superuser, so a missing right shows.
alter database postgres owner to postgres;
alter role postgres set search_path to "$user", public, extensions;
create schema if not exists auth;
create schema if not exists storage;
create schema if not exists extensions;
grant usage on schema public, auth, storage, extensions to postgres, anon, authenticated, service_role;
grant all on schema extensions to postgres;
-- Foreign keys are checked with the rights of the tables' owner.
grant all on schema storage to supabase_storage_admin;
-- Once, as hosted does: migrations take some of it back.
do $$
begin
  if to_regclass('supabase_migrations.schema_migrations') is null then
    alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
    alter default privileges for role postgres in schema public grant all on sequences to anon, authenticated, service_role;
    alter default privileges for role postgres in schema public grant execute on functions to anon, authenticated, service_role;
  end if;
end $$;

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
