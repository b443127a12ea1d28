-- The list of cars: found by number, label, kind, period and newest answer, a page at a time, in the order that is asked for, with
-- how many there are. Counted up to 200,000; beyond that Postgres' own estimate is told, and that it is one. The columns of
-- `predictions` are not an operator's to read (0021), so this tells of an answer what the passport tells.

-- Each car's newest answer, and whether it went long: what was really done, the operator's decision where there is one. Found among
-- all answers at every question, sorting 100,000 cars by their answer took 430 ms on a busy machine, and grew with the years.
create table private.newest_answers (
  knr text primary key,
  prediction_id bigint not null,
  long boolean not null
) with (fillfactor = 80);
create index newest_answers_in_order on private.newest_answers (prediction_id);
alter table private.newest_answers enable row level security;

-- In the order of numbers, so that two batches about the same cars wait for each other instead of for ever.
create function private.keep_newest_answers() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into private.newest_answers as n (knr, prediction_id, long)
  select distinct on (p.knr) p.knr, p.id, coalesce(p.operator_decision, p.decision) = 'long' from fresh p order by p.knr, p.id desc
  on conflict (knr) do update set prediction_id = excluded.prediction_id, long = excluded.long
    where excluded.prediction_id >= n.prediction_id;
  return null;
end $$;
create trigger newest_answers_of_new after insert on public.predictions referencing new table as fresh
  for each statement execute function private.keep_newest_answers();

create function private.keep_overridden_answer() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update private.newest_answers n set long = coalesce(new.operator_decision, new.decision) = 'long' where n.prediction_id = new.id;
  return null;
end $$;
create trigger newest_answers_of_overridden after update of operator_decision on public.predictions
  for each row when (old.operator_decision is distinct from new.operator_decision)
  execute function private.keep_overridden_answer();

create function private.forget_newest_answers() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.newest_answers n using gone g where n.prediction_id = g.id;
  insert into private.newest_answers (knr, prediction_id, long)
  select distinct on (p.knr) p.knr, p.id, coalesce(p.operator_decision, p.decision) = 'long'
  from public.predictions p where p.knr in (select g.knr from gone g) order by p.knr, p.id desc
  on conflict (knr) do nothing;
  return null;
end $$;
create trigger newest_answers_of_gone after delete on public.predictions referencing old table as gone
  for each statement execute function private.forget_newest_answers();

insert into private.newest_answers (knr, prediction_id, long)
select distinct on (p.knr) p.knr, p.id, coalesce(p.operator_decision, p.decision) = 'long'
from public.predictions p order by p.knr, p.id desc;

-- The order of entries: without it a page is a sort of every car.
create index cars_in_order_of_entry on public.cars (road_test_at, knr);

-- What a filter of codes says; '' stands for no code.
create function private.filter_text(filters jsonb, name text) returns text
language plpgsql stable set search_path = ''
as $$
begin
  if filters -> name is null then return null; end if;
  if jsonb_typeof(filters -> name) <> 'string' or length(filters ->> name) > 100 then
    perform private.refuse(400, 'invalid_field', name || ': a text of up to 100 characters.');
  end if;
  return filters ->> name;
end $$;

-- What a filter says that is one of these.
create function private.filter_word(filters jsonb, name text, words text[]) returns text
language plpgsql stable set search_path = ''
as $$
begin
  if filters -> name is null then return null; end if;
  if not coalesce(filters ->> name = any (words), false) then
    perform private.refuse(400, 'invalid_field', name || ': one of ' || array_to_string(words, ', ') || '.');
  end if;
  return filters ->> name;
end $$;

-- How many rows Postgres expects of a statement. Volatile, because a stable function may not explain.
create function private.expected_rows(statement text) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare plan json;
begin
  execute 'explain (format json) ' || statement into plan;
  return (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
end $$;

-- Which cars, as the end of a statement: {knr?: how the number begins, outcome?, engine?, color?, model?, from?, to?, answer?}.
-- `answered`: only those with an answer (true), without one (false), or both. Each condition stands there only where it is asked for,
-- so that the planner sees what is really wanted.
create function private.cars_from(filters jsonb, answered boolean default null) returns text
language plpgsql stable set search_path = ''
as $$
declare
  knr text := private.filter_text(filters, 'knr');
  outcome text := private.filter_word(filters, 'outcome', '{failed,passed,unknown,untested}');
  answer text := private.filter_word(filters, 'answer', '{long,short,none}');
  first_day date := private.filter_day(filters, 'from');
  last_day date := private.filter_day(filters, 'to');
  wanted text[] := '{}';
  name text;
begin
  if knr is not null then
    if knr !~ '^\d{1,4}$|^\d{4}-\d{0,7}$' then
      perform private.refuse(400, 'invalid_field', 'knr: how a number of the form YYYY-NNNNNNN begins.');
    end if;
    -- All numbers are of one form, so the first and the last of those that begin so hold them in any collation.
    wanted := wanted || format('c.knr between %L and %L', knr || substr('0000-0000000', length(knr) + 1),
      knr || substr('9999-9999999', length(knr) + 1));
  end if;
  wanted := wanted || case outcome when 'failed' then 'c.road_test_failed' when 'passed' then 'not c.road_test_failed'
    when 'unknown' then 'c.road_test_failed is null and c.road_test_at is not null'
    when 'untested' then 'c.road_test_failed is null and c.road_test_at is null' end;
  foreach name in array array['engine', 'color', 'model'] loop
    if filters -> name is not null then
      wanted := wanted || case private.filter_text(filters, name) when '' then format('(c.%1$I is null or c.%1$I = '''')', name)
        else format('c.%I = %L', name, private.filter_text(filters, name)) end;
    end if;
  end loop;
  if first_day is not null then wanted := wanted || format('c.road_test_at >= %L', first_day::timestamp); end if;
  if last_day is not null then wanted := wanted || format('c.road_test_at < %L', last_day + interval '1 day'); end if;
  wanted := wanted || case answer when 'long' then 'n.long' when 'short' then 'not n.long' end;
  if answer = 'none' or not answered then
    wanted := wanted || 'not exists (select from private.newest_answers x where x.knr = c.knr)'::text;
  end if;
  if answer = 'none' and answered or answer in ('long', 'short') and not answered then wanted := wanted || 'false'::text; end if;
  return 'from public.cars c'
    || case when answered or answer in ('long', 'short') then ' join private.newest_answers n on n.knr = c.knr' else '' end
    || coalesce(' where ' || nullif(array_to_string(array_remove(wanted, null), ' and '), ''), '');
end $$;

-- The numbers of one page of them.
create function private.cars_of_page(source text, in_order text, most integer, skip bigint) returns text[]
language plpgsql stable set search_path = ''
as $$
declare knrs text[];
begin
  execute format('select coalesce(array_agg(x.knr), ''{}'') from (select c.knr %s order by %s limit %s offset %s) x',
    source, in_order, most, skip) into knrs;
  return knrs;
end $$;

-- One page of the cars that the filters leave, in the form of shared/contracts/cars.ts. Cars without an answer come last; those without
-- an entry as if they entered after all others.
create function public.car_list(filters jsonb default '{}', page integer default 1, page_size integer default 50,
  sort text default 'knr', descending boolean default true) returns json
language plpgsql stable security definer set search_path = '' set work_mem = '64MB' set jit = off
as $$
declare
  counted_to constant integer := 200000;
  unknown text;
  source text;
  way text := case when descending then 'desc' else 'asc' end;
  total bigint;
  exact boolean;
  skip bigint;
  answered bigint := 1;
  knrs text[] := '{}';
begin
  perform private.require_member();
  if filters is null or jsonb_typeof(filters) <> 'object' then
    perform private.refuse(400, 'invalid_field', 'filters: an object.');
  end if;
  select k into unknown from jsonb_object_keys(filters) k
  where k not in ('knr', 'outcome', 'engine', 'color', 'model', 'from', 'to', 'answer') limit 1;
  if unknown is not null then perform private.refuse(400, 'invalid_field', left(unknown, 40) || ': no such filter.'); end if;
  if page is null or page not between 1 and 1000000 then
    perform private.refuse(400, 'invalid_field', 'page: from 1 on.');
  end if;
  if page_size is null or page_size not between 1 and 5000 then
    perform private.refuse(400, 'invalid_field', 'page_size: from 1 to 5000.');
  end if;
  if sort is null or sort not in ('knr', 'entered', 'answered') or descending is null then
    perform private.refuse(400, 'invalid_field', 'sort: one of knr, entered, answered.');
  end if;
  skip := (page::bigint - 1) * page_size;
  source := private.cars_from(filters);
  execute format('select count(*) from (select %s limit %s) x', source, counted_to + 1) into total;
  exact := total <= counted_to;
  if not exact then total := greatest(total, private.expected_rows('select ' || source)); end if;
  if sort = 'answered' then
    -- First those with an answer, then the others: in one order they would all be sorted for each page.
    if skip > 0 then execute format('select count(*) %s', private.cars_from(filters, true)) into answered; end if;
    if skip < answered then
      knrs := private.cars_of_page(private.cars_from(filters, true), format('n.prediction_id %s', way), page_size, skip);
    end if;
    if cardinality(knrs) < page_size then
      knrs := knrs || private.cars_of_page(private.cars_from(filters, false), format('c.knr %s', way),
        page_size - cardinality(knrs), greatest(skip - answered, 0));
    end if;
  else
    knrs := private.cars_of_page(source, case sort when 'knr' then format('c.knr %s', way)
      -- As the index is, the other way round: those without an entry come first when it falls.
      else format('c.road_test_at %1$s, c.knr %1$s', way) end, page_size, skip);
  end if;
  return json_build_object('total', total, 'exact', exact, 'cars', (
    select coalesce(json_agg(json_build_object('knr', c.knr, 'model', c.model, 'engine', c.engine, 'color', c.color,
        'roadTestAt', c.road_test_at, 'failed', c.road_test_failed,
        'answer', case when p.id is not null then json_build_object('decision', p.decision, 'operator', p.operator_decision,
          'probability', case when e.engineer then p.probability end, 'at', p.created_at) end) order by k.place), '[]')
    from (select private.is_engineer() as engineer) e, unnest(knrs) with ordinality k (knr, place)
    join public.cars c on c.knr = k.knr
    left join private.newest_answers n on n.knr = k.knr
    left join public.predictions p on p.id = n.prediction_id));
end $$;

-- What cars can be narrowed to: engines, colours and models, those with most cars first.
create function public.car_choices() returns json
language plpgsql stable security definer set search_path = '' set work_mem = '64MB' set jit = off
as $$
begin
  perform private.require_member();
  return (
    with kinds as materialized (
      select coalesce(c.engine, '') as engine, coalesce(c.color, '') as color, coalesce(c.model, '') as model, count(*) as cars
      from public.cars c group by 1, 2, 3
    )
    select json_build_object(
      'engines', (select coalesce(json_agg(x.engine order by x.cars desc, x.engine collate "C"), '[]')
        from (select k.engine, sum(k.cars) as cars from kinds k group by 1) x),
      'colors', (select coalesce(json_agg(x.color order by x.cars desc, x.color collate "C"), '[]')
        from (select k.color, sum(k.cars) as cars from kinds k group by 1) x),
      'models', (select coalesce(json_agg(x.model order by x.cars desc, x.model collate "C"), '[]')
        from (select k.model, sum(k.cars) as cars from kinds k group by 1) x)));
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p
    where (p.pronamespace = 'public'::regnamespace and p.proname in ('car_list', 'car_choices'))
      or (p.pronamespace = 'private'::regnamespace and p.proname in ('filter_text', 'filter_word', 'expected_rows', 'cars_from',
      'cars_of_page', 'keep_newest_answers', 'keep_overridden_answer', 'forget_newest_answers')) loop
    execute format('revoke execute on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end $$;
grant execute on function public.car_list(jsonb, integer, integer, text, boolean), public.car_choices() to authenticated;
