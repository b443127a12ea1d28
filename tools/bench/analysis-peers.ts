/** The counts behind an answer of the page Analysis as one would ask the tables of facts for them. */
type Peer = (chosen: { engine: string; part: string }) => string[];
const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

const failures = (where: string, join = '') => [
  `select f.found_at::date, f.checkpoint, count(*) from public.failures f ${join} ${where} group by 1, 2`,
  `select f.failure_group, count(*) from public.failures f ${join} ${where} group by 1`,
  `select c.engine, count(*) from public.failures f join public.cars c using (knr) ${where} group by 1`,
  `select c.color, count(*) from public.failures f join public.cars c using (knr) ${where} group by 1`,
  `select private.fold_part(private.part_of_failure(x.failure)), sum(x.n) from (
    select f.failure, count(*) as n from public.failures f ${join} ${where} group by 1) x group by 1 order by 2 desc`,
  `select min(s.passed_at)::date, s.knr from public.status_events s group by s.knr`,
];
const STEPS = ['ZP5', 'ZP5A', 'ZP61', 'ZP6', 'CAB', 'ZP7', 'ROD', 'AGUA', 'ZP8'];

export const PEERS: Record<string, Peer> = {
  failures: () => failures(''),
  engine: ({ engine }) => failures(`where c.engine = ${quote(engine)}`, 'join public.cars c using (knr)'),
  part: ({ part }) =>
    failures(
      `where f.failure in (select t.failure from (select distinct failure from public.failures offset 0) t
        where private.fold_part(private.part_of_failure(t.failure)) = ${quote(part)})`,
    ),
  roadTests: () => [
    `select date_trunc('week', road_test_at), engine, color, count(*), count(*) filter (where road_test_failed)
      from public.cars where road_test_failed is not null group by 1, 2, 3`,
  ],
  times: () => [
    `with passed as (
      select knr, ${STEPS.map((stop) => `min(passed_at) filter (where checkpoint = '${stop}') as ${stop}`).join(', ')}
      from public.status_events group by knr
    )
    select ${STEPS.slice(1)
      .map(
        (stop, i) =>
          `percentile_disc(array[0.25, 0.5, 0.75]) within group (order by extract(epoch from ${stop} - ${STEPS[i]}))`,
      )
      .join(', ')} from passed`,
  ],
  cars: () => [
    `select f.knr, count(*), max(f.found_at) from public.failures f group by 1 order by 2 desc, 1 desc limit 50`,
    `select count(distinct f.knr) from public.failures f`,
  ],
};
