import type { Sql } from 'postgres';
import { performanceSchema, type Performance } from '../../shared/contracts/performance.ts';
import { type People, rest } from './people.ts';

/** What a car was answered at the gate, beside what the first model said of it. */
export interface Answer {
  knr: string;
  /** The simulated day. */
  day: string;
  modelId: number;
  /** Of the model that was in use. */
  probability: number;
  /** Of the first model, on the same features; null where it did not say it in time. */
  first: number | null;
  /** The test that the model itself asked for: the audit lane is no answer of its. */
  modelSaysLong: boolean;
  /** What the product knows: null, the label is unknown. */
  outcome: boolean | null;
}

/** All answers in the order in which they were asked for. Their times are the real now: the simulated day is known by the car. */
export async function collectAnswers(
  sql: Sql,
  firstModel: number,
  askedOn: ReadonlyMap<string, string>,
): Promise<Answer[]> {
  const rows = await sql<Omit<Answer, 'day'>[]>`
    select p.knr, d.model_id::int as "modelId", p.probability::float8 as probability, p.outcome,
      case when d.model_id = ${firstModel} then p.probability else s.probability end::float8 as first,
      p.probability >= d.threshold as "modelSaysLong"
    from public.predictions p join public.deployments d on d.id = p.deployment_id
    left join public.challenger_scores s on s.prediction_id = p.id and s.model_id = ${firstModel}
    where p.probability is not null order by p.id`;
  return rows.map((answer) => ({ ...answer, day: askedOn.get(answer.knr)! }));
}

/** How the answers did as the product tells it, by 1,000 cars. */
export const askPerformance = ({ engineer }: People): Promise<Performance> =>
  rest(engineer.rpc('performance', { by: 'cars' }), performanceSchema);
