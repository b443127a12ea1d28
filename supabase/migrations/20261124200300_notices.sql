-- Notices: what happened that a person should know of. A row keeps the facts; the sentence is made in the reader's
-- language. Each is written by a trigger in the transaction of what it tells: it is there exactly when that is.
-- docs/decisions/0024.

create table public.notices (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('run_finished', 'candidate_ready', 'alarm', 'deployment', 'dataset_needs_look')),
  facts jsonb not null check (jsonb_typeof(facts) = 'object'),
  created_at timestamptz not null default now()
);
comment on column public.notices.facts is
  'What the sentence is made of, in the form of shared/contracts/notices.ts: numbers of things, never an e-mail address.';
create index notices_by_age on public.notices (created_at);
-- A candidate becomes ready once, however often it is measured.
create unique index candidate_ready_once on public.notices ((facts -> 'modelId')) where kind = 'candidate_ready';

create table public.notice_reads (
  notice_id bigint not null references public.notices (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  read_at timestamptz not null default now(),
  primary key (user_id, notice_id)
);
create index notice_reads_by_notice on public.notice_reads (notice_id);

-- Operators are told of deployments only: the rest is not theirs to act on.
alter table public.notices enable row level security;
alter table public.notice_reads enable row level security;
revoke all on public.notices, public.notice_reads from anon, authenticated;
grant select on public.notices, public.notice_reads to authenticated;
create policy "engineers read all, operators deployments" on public.notices for select to authenticated
  using ((select private.is_engineer()) or (kind = 'deployment' and (select private.is_member())));
create policy "their own" on public.notice_reads for select to authenticated using (user_id = (select auth.uid()));

create function private.notify_people(kind text, facts jsonb) returns void
language sql security definer set search_path = ''
as $$ insert into public.notices (kind, facts) values (kind, facts) on conflict do nothing $$;
revoke execute on function private.notify_people(text, jsonb) from public;

-- A run that made a candidate, or failed with its reason. Cancelled is none: who cancelled it knows.
create function private.tell_run() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.notify_people('run_finished', jsonb_build_object('runId', new.id, 'status', new.status, 'cause', new.cause,
    'modelId', new.model_id, 'modelName', (select m.name from public.models m where m.id = new.model_id),
    'error', case when new.status = 'failed' then new.error end));
  return null;
end $$;
create trigger run_told after update of status on public.training_runs
  for each row when (new.status in ('succeeded', 'failed') and new.status is distinct from old.status)
  execute function private.tell_run();

-- A candidate is ready when it has been measured. The verdict joins the notice when the candidate is first compared, which
-- may be some seconds later; a comparison that somebody makes after that is theirs, and changes nothing.
create function private.tell_candidate() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  verdict jsonb := jsonb_build_object('againstId', new.against_id,
    'againstName', (select m.name from public.models m where m.id = new.against_id),
    'verdict', new.result -> 'comparison' -> 'verdict' -> 'word');
begin
  if exists (select from public.deployments d where d.model_id = new.model_id) then return null; end if;
  insert into public.notices (kind, facts)
  select 'candidate_ready', jsonb_build_object('modelId', m.id, 'modelName', m.name, 'runId', m.training_run_id) || verdict
  from public.models m where m.id = new.model_id
  on conflict ((facts -> 'modelId')) where kind = 'candidate_ready'
  do update set facts = notices.facts || verdict
  where notices.facts ->> 'verdict' is null and excluded.facts ->> 'verdict' is not null;
  return null;
end $$;
create trigger candidate_told after insert on public.evaluations
  for each row execute function private.tell_candidate();

-- Who decided is told by number; my_notices adds the address for those who may read it.
create function private.tell_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  before public.deployments;
begin
  select * into before from public.deployments d where d.id = new.previous_id;
  perform private.notify_people('deployment', jsonb_build_object('deploymentId', new.id, 'modelId', new.model_id,
    'modelName', (select m.name from public.models m where m.id = new.model_id), 'threshold', new.threshold,
    'deployedBy', new.deployed_by, 'reason', new.reason, 'rolledBackTo', new.rolled_back_to,
    'previousModelId', before.model_id, 'previousThreshold', before.threshold));
  return null;
end $$;
create trigger deployment_told after insert on public.deployments
  for each row execute function private.tell_deployment();

-- A dataset whose quality is beyond its bounds, or that asks what only a person knows.
create function private.tell_dataset() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.notify_people('dataset_needs_look', jsonb_build_object('datasetId', new.id, 'name', new.name, 'kind', new.kind,
    'why', case when new.status = 'asking' then 'question' else 'quality' end));
  return null;
end $$;
create trigger dataset_review_told after update of review on public.datasets
  for each row when (new.review = 'needs_look' and old.review is distinct from 'needs_look')
  execute function private.tell_dataset();
create trigger dataset_question_told after update of status on public.datasets
  for each row when (new.status = 'asking' and old.status is distinct from 'asking')
  execute function private.tell_dataset();

-- The newest notices of whoever asks and how many they have not read, of those since they have a role: who is new has not
-- missed a year.
create function public.my_notices(most integer default 30) returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  engineer boolean := private.is_engineer();
  since timestamptz := (select m.created_at from public.memberships m where m.user_id = auth.uid());
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  if most is null or most not between 1 and 200 then
    perform private.refuse(400, 'invalid_field', 'most: from 1 to 200.');
  end if;
  return (
    with mine as (
      select n.id, n.kind, n.facts, n.created_at, r.user_id is not null as read
      from public.notices n left join public.notice_reads r on r.notice_id = n.id and r.user_id = auth.uid()
      where (engineer or n.kind = 'deployment') and n.created_at >= coalesce(since, '-infinity')
    )
    select json_build_object(
      'unread', (select count(*) from mine where not mine.read),
      'notices', coalesce((
        select json_agg(json_build_object('id', x.id, 'kind', x.kind, 'facts', x.facts, 'createdAt', x.created_at, 'read', x.read,
          'person', case when engineer then (
            select u.email from auth.users u where u.id = (x.facts ->> 'deployedBy')::uuid) end) order by x.id desc)
        from (select * from mine order by mine.id desc limit most) x), '[]')));
end $$;

-- Marks as read for whoever asks: one notice, or all that were on their screen, up to the newest of them.
create function public.mark_notices_read(up_to bigint, only_this boolean default false) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if auth.uid() is null or private.member_role() is null then
    perform private.refuse(403, 'person_required', 'Only a signed-in person with a role reads notices.');
  end if;
  insert into public.notice_reads (notice_id, user_id)
  select n.id, auth.uid() from public.notices n
  where n.id <= mark_notices_read.up_to and (not only_this or n.id = mark_notices_read.up_to)
    and (private.is_engineer() or n.kind = 'deployment')
    and not exists (select from public.notice_reads r where r.notice_id = n.id and r.user_id = auth.uid())
  on conflict do nothing;
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace
    and p.proname in ('my_notices', 'mark_notices_read') loop
    execute format('revoke execute on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end $$;
