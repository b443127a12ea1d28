import type { TransactionSql } from 'postgres';
import type { Finding } from '../../../shared/contracts/monitor.ts';
import type { TrainerContext } from '../../context.ts';
import type { Examined } from './examine.ts';

/** What the model in use was asked about a car for the first time. */
export interface Answer {
  id: string;
  probability: number;
  features: Record<string, unknown>;
  at: Date;
}

export interface Window {
  number: number;
  answers: Answer[];
}

/** The cars after the newest window, when they fill one; null before. */
export async function nextWindow({ sql }: TrainerContext, model: number): Promise<Window | null> {
  const [next] = await sql`
    select coalesce(max(w.number), 0) + 1 as number, private.watched_to(${model}) as after,
      (select s.monitor_window from public.plant_settings s) as size
    from public.monitor_windows w where w.model_id = ${model}`;
  const answers = await sql<Answer[]>`
    select a.id, a.probability, a.features, a.created_at as at
    from private.first_answers(${model}, ${next!['after']}, ${next!['size']}) a order by a.id`;
  return answers.length < next!['size'] ? null : { number: Number(next!['number']), answers: [...answers] };
}

/**
 * Keeps a window and what follows from it, once: false, and nothing, where another trainer has kept this one or the model
 * is no longer in use.
 */
export async function keepWindow(
  { sql }: TrainerContext,
  model: number,
  { number, answers }: Window,
  examined: Examined,
): Promise<boolean> {
  const [first, last] = [answers[0]!, answers.at(-1)!];
  return await sql.begin(async (sql) => {
    const kept = await sql`
      insert into public.monitor_windows
        (model_id, number, cars, first_prediction, last_prediction, first_at, last_at, untested, findings)
      select ${model}, ${number}, ${answers.length}, ${first.id}, ${last.id}, ${first.at}, ${last.at},
        ${examined.untested}, ${sql.json(examined.findings)}
      where (select d.model_id from public.deployments d order by d.id desc limit 1) = ${model}
      on conflict do nothing returning number`;
    if (kept.length === 0) return false;
    for (const finding of examined.findings) {
      if (finding.drifted) await tellAlarm(sql, model, { number, answers }, finding, examined);
    }
    return true;
  });
}

/**
 * Brings the feature's open alarm up to date, or raises one where the window before says the same. One that was closed
 * stays so until a window was as usual again: who closed it knows already.
 */
async function tellAlarm(
  sql: TransactionSql,
  model: number,
  { number, answers }: Window,
  { feature, corrected, effect }: Finding,
  { shown }: Examined,
): Promise<void> {
  const { picture, checkpoint } = shown.get(feature)!;
  const says = sql.json(picture);
  const open = await sql`
    update public.alarms a set last_window = ${number}, window_cars = ${answers.length}, p_value = ${corrected},
      effect = ${effect}, checkpoint = ${checkpoint}, picture = ${says}
    where a.model_id = ${model} and a.feature = ${feature} and a.closed_at is null returning a.id`;
  if (open.length > 0) return;
  await sql`
    with usual as (
      select coalesce(max(w.number), 0) as number from public.monitor_windows w
      where w.model_id = ${model} and w.number < ${number}
        and not w.findings @> ${sql.json([{ feature, drifted: true }])}
    )
    insert into public.alarms
      (model_id, feature, since, first_window, last_window, window_cars, p_value, effect, checkpoint, picture)
    select ${model}, ${feature}, w.first_at, w.number, ${number}, ${answers.length}, ${corrected}, ${effect}, ${checkpoint}, ${says}
    from usual u join public.monitor_windows w on w.model_id = ${model} and w.number = u.number + 1
    where w.number < ${number}
      and not exists (
        select from public.alarms c where c.model_id = ${model} and c.feature = ${feature} and c.last_window > u.number)`;
}
