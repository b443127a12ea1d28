-- Webhooks: notices sent to other systems, signed as Standard Webhooks says (https://www.standardwebhooks.com). An admin says
-- where to and of what; the trainer's task `send_webhook` sends. docs/webhooks.md.

create table public.webhooks (
  id bigint generated always as identity primary key,
  address text not null check (length(address) <= 2000),
  kinds text[] not null check (cardinality(kinds) > 0
    and kinds <@ array['run_finished', 'candidate_ready', 'alarm', 'deployment', 'dataset_needs_look']),
  active boolean not null default true,
  off_because text check (off_because in ('person', 'failures', 'gone')),
  failures_in_row integer not null default 0,
  created_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  check (active = (off_because is null))
);
comment on column public.webhooks.off_because is 'person: an admin; failures: 20 tries in a row failed; gone: the receiver answered 410.';

-- No API reads this table: a secret is told once, to the admin who makes the webhook.
create table private.webhook_secrets (
  webhook_id bigint primary key references public.webhooks (id) on delete cascade,
  secret text not null check (secret like 'whsec\_%')
);
alter table private.webhook_secrets enable row level security;
revoke all on private.webhook_secrets from public, anon, authenticated, service_role;

create table public.webhook_deliveries (
  id bigint generated always as identity primary key,
  webhook_id bigint not null references public.webhooks (id) on delete cascade,
  notice_id bigint references public.notices (id) on delete set null,
  kind text not null,
  message_id text not null default 'msg_' || replace(gen_random_uuid()::text, '-', ''),
  body text,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'given_up')),
  asked boolean not null default false,
  not_before timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index webhook_deliveries_newest on public.webhook_deliveries (webhook_id, id desc);
create index webhook_deliveries_by_notice on public.webhook_deliveries (notice_id);
create index webhook_deliveries_waiting on public.webhook_deliveries (id) where state = 'waiting';
comment on column public.webhook_deliveries.body is 'What is sent, the same on every try; null until the first.';
comment on column public.webhook_deliveries.asked is 'A person asked for it (a test, or again): it goes out even when the webhook is off.';

create table public.webhook_tries (
  id bigint generated always as identity primary key,
  delivery_id bigint not null references public.webhook_deliveries (id) on delete cascade,
  at timestamptz not null default now(),
  status integer,
  ms integer not null,
  answer text,
  error text
);
create index webhook_tries_by_delivery on public.webhook_tries (delivery_id, id);
comment on column public.webhook_tries.answer is 'First 500 characters of what the receiver said.';
comment on column public.webhook_tries.error is 'Why there was no answer, in a sentence; null when there was one.';

do $$
declare t text;
begin
  foreach t in array array['webhooks', 'webhook_deliveries', 'webhook_tries'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from anon, authenticated', t);
    execute format('grant select on public.%I to authenticated', t);
    execute format('create policy "admins read" on public.%I for select to authenticated using ((select private.is_admin()))', t);
  end loop;
end $$;

alter table public.notices
  drop constraint notices_kind_check,
  add constraint notices_kind_check check (kind in
    ('run_finished', 'candidate_ready', 'alarm', 'deployment', 'dataset_needs_look', 'webhook_off'));

-- Ten tries: with the queue's back-off the last comes about three and a half hours after the first. Messages of one webhook
-- go one at a time, so that a slow receiver keeps one of the trainer's hands busy, not all.
create function private.ask_for_delivery(delivery public.webhook_deliveries) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if to_regnamespace('graphile_worker') is null then return; end if;
  perform graphile_worker.add_job('send_webhook', json_build_object('deliveryId', delivery.id),
    queue_name => 'webhook:' || delivery.webhook_id, job_key => 'send_webhook:' || delivery.id,
    run_at => delivery.not_before, max_attempts => 10);
end $$;
revoke execute on function private.ask_for_delivery(public.webhook_deliveries) from public;

create function private.on_delivery() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.ask_for_delivery(new);
  return null;
end $$;
create trigger delivery_queued after insert on public.webhook_deliveries
  for each row execute function private.on_delivery();

-- A candidate waits a minute, so that its verdict goes with it.
create function private.send_notice() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.webhook_deliveries (webhook_id, notice_id, kind, not_before)
  select w.id, new.id, new.kind, now() + case when new.kind = 'candidate_ready' then interval '1 minute' else interval '0' end
  from public.webhooks w where w.active and new.kind = any (w.kinds) order by w.id;
  return null;
end $$;
create trigger notice_sent after insert on public.notices
  for each row execute function private.send_notice();

create function private.require_admin() returns void
language plpgsql stable set search_path = ''
as $$
begin
  if not private.is_admin() then
    perform private.refuse(403, 'not_allowed', 'Only an admin decides what is sent to other systems.');
  end if;
end $$;

-- Names and passwords in an address would stand in every log on the way; http is for receivers on the same machine, which
-- the trainer allows in the embedded stack only.
create function private.check_webhook(address text, kinds text[]) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if address is null or address !~* '^https://[^\s/?#@]+([/?#]\S*)?$'
    and address !~* '^http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?([/?#]\S*)?$' or length(address) > 2000 then
    perform private.refuse(400, 'invalid_field', 'address: an https address without a name and password in it.');
  end if;
  if coalesce(cardinality(kinds), 0) = 0
    or not kinds <@ array['run_finished', 'candidate_ready', 'alarm', 'deployment', 'dataset_needs_look'] then
    perform private.refuse(400, 'invalid_field', 'kinds: at least one, of run_finished, candidate_ready, alarm, deployment, dataset_needs_look.');
  end if;
end $$;

-- The secret has 244 random bits, as two version 4 UUIDs do. It is told here and never again.
create function public.create_webhook(address text, kinds text[]) returns json
language plpgsql security definer set search_path = ''
as $$
declare
  made bigint;
  secret text := 'whsec_' || encode(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 'base64');
begin
  perform private.require_admin();
  perform private.check_webhook(create_webhook.address, create_webhook.kinds);
  insert into public.webhooks (address, kinds, created_by)
  values (create_webhook.address, create_webhook.kinds, auth.uid()) returning id into made;
  insert into private.webhook_secrets values (made, secret);
  return json_build_object('id', made, 'secret', secret);
end $$;

-- Switching on begins the count of failures anew.
create function public.change_webhook(webhook_id bigint, address text, kinds text[], active boolean) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_admin();
  perform private.check_webhook(change_webhook.address, change_webhook.kinds);
  update public.webhooks w set address = change_webhook.address, kinds = change_webhook.kinds, active = change_webhook.active,
    off_because = case when change_webhook.active then null when w.active then 'person' else w.off_because end,
    failures_in_row = case when change_webhook.active and not w.active then 0 else w.failures_in_row end
  where w.id = change_webhook.webhook_id;
  if not found then perform private.refuse(404, 'not_found', format('There is no webhook %s.', webhook_id)); end if;
end $$;

create function public.remove_webhook(webhook_id bigint) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_admin();
  delete from public.webhooks w where w.id = remove_webhook.webhook_id;
  if not found then perform private.refuse(404, 'not_found', format('There is no webhook %s.', webhook_id)); end if;
end $$;

create function public.test_webhook(webhook_id bigint) returns bigint
language plpgsql security definer set search_path = ''
as $$
declare
  delivery bigint;
begin
  perform private.require_admin();
  insert into public.webhook_deliveries (webhook_id, kind, asked)
  select w.id, 'test', true from public.webhooks w where w.id = test_webhook.webhook_id returning id into delivery;
  if delivery is null then perform private.refuse(404, 'not_found', format('There is no webhook %s.', webhook_id)); end if;
  return delivery;
end $$;

-- The same message under the same id: a receiver that has it already knows it.
create function public.resend_delivery(delivery_id bigint) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  delivery public.webhook_deliveries;
begin
  perform private.require_admin();
  update public.webhook_deliveries d set state = 'waiting', asked = true, not_before = now()
  where d.id = resend_delivery.delivery_id returning * into delivery;
  if delivery.id is null then perform private.refuse(404, 'not_found', format('There is no delivery %s.', delivery_id)); end if;
  perform private.ask_for_delivery(delivery);
end $$;

-- What one try came to, in one transaction: its row, the delivery's state, the count of failures, and the end of a webhook
-- that fails on and on. A test and what a person sends again do not count. Returns the state.
create function private.note_webhook_try(
  delivery_id bigint, status integer, ms integer, answer text, error text, last_try boolean
) returns text
language plpgsql set search_path = ''
as $$
declare
  delivery public.webhook_deliveries;
  webhook public.webhooks;
  good boolean := coalesce(status between 200 and 299, false);
begin
  insert into public.webhook_tries (delivery_id, status, ms, answer, error)
  values (delivery_id, status, ms, left(answer, 500), left(error, 500));
  update public.webhook_deliveries d
  set state = case when good then 'delivered' when last_try or status = 410 then 'given_up' else 'waiting' end
  where d.id = note_webhook_try.delivery_id returning * into delivery;
  update public.webhooks w set failures_in_row = case when good then 0 when delivery.asked then w.failures_in_row else w.failures_in_row + 1 end
  where w.id = delivery.webhook_id returning * into webhook;
  if not good and webhook.active and (status = 410 or webhook.failures_in_row >= 20) then
    update public.webhooks w set active = false, off_because = case when status = 410 then 'gone' else 'failures' end
    where w.id = webhook.id returning * into webhook;
    perform private.notify_people('webhook_off', jsonb_build_object('webhookId', webhook.id,
      'host', substring(webhook.address from '^https?://([^/?#]+)'), 'because', webhook.off_because));
  end if;
  return delivery.state;
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname in
    ('create_webhook', 'change_webhook', 'remove_webhook', 'test_webhook', 'resend_delivery') loop
    execute format('revoke execute on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end $$;
