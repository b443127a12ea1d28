import { readFileSync } from 'node:fs';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';

const stackSchema = z.object({
  apiUrl: z.url(),
  publishableKey: z.string(),
  accounts: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
});

/** A running stack as a gate sees it: an operator's requests by KNR, one after the other over the plant's cars. */
export interface Gate {
  signIn: (role: string) => Promise<SupabaseClient>;
  /** One prediction of the next car; milliseconds until its answer was read. Throws when it is not 200. */
  ask: () => Promise<number>;
}

/** `path` names the stack.json. Throws a sentence where there is no operator or no car. */
export async function openGate(path: string): Promise<Gate> {
  const stack = stackSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const signIn = async (role: string) => {
    const account = stack.accounts.find((each) => each.role === role);
    if (!account) throw new Error(`the stack has no ${role}`);
    const client = createClient(stack.apiUrl, stack.publishableKey, { auth: { persistSession: false } });
    const { error } = await client.auth.signInWithPassword(account);
    if (error) throw error;
    return client;
  };
  const operator = await signIn('operator');
  const token = (await operator.auth.getSession()).data.session?.access_token;
  const { data: cars } = await operator.from('car_features').select('knr').order('knr').limit(500);
  if (!cars || cars.length === 0) throw new Error('the stack has no cars: load data first');
  let next = 0;
  const ask = async () => {
    const { knr } = cars[next++ % cars.length]!;
    const started = performance.now();
    const response = await fetch(`${stack.apiUrl}/functions/v1/predict`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ knr }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    return performance.now() - started;
  };
  return { signIn, ask };
}

/** The value below which a share of the times lies. */
export const percentile = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.ceil(share * times.length) - 1)]!;
