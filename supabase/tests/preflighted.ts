import type { TransactionSql } from 'postgres';
import { PREFLIGHT_CHECKS, type PreflightCheck } from '../../shared/contracts/deployments.ts';

/** A pre-flight as the function predict keeps it, made `minutesAgo`, in which `failing` failed. Resets the role. */
export async function preflighted(
  sql: TransactionSql,
  model: number,
  { failing = [], minutesAgo = 0 }: { failing?: PreflightCheck['check'][]; minutesAgo?: number } = {},
): Promise<number> {
  await sql`reset role`;
  const checks = PREFLIGHT_CHECKS.map((check) => ({
    check,
    result: failing.includes(check) ? 'failed' : 'ok',
    found: `as ${check} was found`,
  }));
  const [row] = await sql`
    insert into public.preflights (model_id, sha256, checks, created_at)
    select id, sha256, ${sql.json(checks)}, now() - make_interval(mins => ${minutesAgo})
    from public.models where id = ${model} returning id`;
  return Number(row!['id']);
}

/** An evaluation of `model` against another, or alone, made `hoursAgo`. Resets the role. */
export async function evaluated(
  sql: TransactionSql,
  model: number,
  against: number | null,
  { hoursAgo = 0, result = {} }: { hoursAgo?: number; result?: Record<string, number> } = {},
): Promise<number> {
  await sql`reset role`;
  const [row] = await sql`
    insert into public.evaluations (model_id, against_id, result, created_at)
    values (${model}, ${against}, ${sql.json(result)}, now() - make_interval(hours => ${hoursAgo})) returning id`;
  return Number(row!['id']);
}

export const inUse = async (sql: TransactionSql): Promise<{ id: number; model: number } | null> => {
  const [row] =
    await sql`select id::int, model_id::int as model from public.deployments order by id desc limit 1`;
  return row ? { id: row['id'], model: row['model'] } : null;
};

/** All that `deploy_model` wants of a model, for the model that is in use now. Resets the role. */
export async function ready(sql: TransactionSql, model: number): Promise<void> {
  await sql`reset role`;
  const current = await inUse(sql);
  await evaluated(sql, model, current === null || current.model === model ? null : current.model);
  await preflighted(sql, model);
}
