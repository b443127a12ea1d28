import { PREDICT_LIMIT, predictResponseSchema } from '../../shared/contracts/predict.ts';
import { ask, type People } from './people.ts';

/** Asks at the gate about the cars that enter their road test, as an operator does. The test that each is given. */
export async function askAtGate(
  { operator }: People,
  knrs: readonly string[],
): Promise<Map<string, 'long' | 'short'>> {
  const tests = new Map<string, 'long' | 'short'>();
  for (let from = 0; from < knrs.length; from += PREDICT_LIMIT) {
    const body = { knrs: knrs.slice(from, from + PREDICT_LIMIT) };
    const { predictions, unknown } = await ask(operator, 'predict', predictResponseSchema, body);
    if (unknown.length > 0) throw new Error(`The plant has not heard of ${unknown.join(', ')}`);
    for (const { knr, decision } of predictions) if (knr) tests.set(knr, decision);
  }
  return tests;
}
