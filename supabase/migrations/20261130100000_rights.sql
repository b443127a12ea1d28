-- Nothing new is open by itself. Until here a new table was given to everybody by the platform's default privileges, a new
-- function to PUBLIC by Postgres', and 103 of the 146 helpers in schema private could be executed by anybody who reached the
-- database. From here on a right is one that a migration grants, and docs/roles.md lists. docs/decisions/0032.

alter default privileges for role postgres in schema public revoke all on tables from anon, authenticated;
alter default privileges for role postgres in schema public revoke all on sequences from anon, authenticated;
alter default privileges for role postgres in schema public revoke execute on functions from anon, authenticated;
-- Not "in schema": PUBLIC's right to execute is Postgres' own default, which is only taken back for all schemas.
alter default privileges for role postgres revoke execute on functions from public;

-- Identity columns need no right to their sequence.
revoke all on all sequences in schema public from anon, authenticated;

-- What is left is what a policy, a default or a function with the caller's own rights calls.
revoke execute on all functions in schema private from public, anon, authenticated, service_role;
grant execute on function private.is_service(), private.member_role() to anon, authenticated, service_role;
grant execute on function private.is_member(), private.is_engineer(), private.is_admin(), private.asking_key(),
  private.refuse(integer, text, text), private.require_member(), private.car_in_training(public.cars),
  private.car_predictions(text, boolean) to authenticated, service_role;
