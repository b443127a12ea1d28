import type { SupabaseClient } from '@supabase/supabase-js';
import { FAILURES, failure, passing, STATUS } from '../../../trainer/tests/plant.ts';
import { until, type OwnStack } from '../../../trainer/tests/own-stack.ts';
import { modelForm } from '../../test/fixtures/functions.ts';
import { metadataOf, trainedModelFile } from '../../test/fixtures/models.ts';

export const KNR = '2031-0000007';
const knrs = Array.from({ length: 60 }, (_, n) => `2031-${String(n).padStart(7, '0')}`);

/** Cars, files, a model in use, a prediction, a key: by the product's own ways, so that every part of a plant has something. */
export async function makeSmallPlant(
  stack: OwnStack,
  client: (role: 'engineer' | 'admin') => Promise<SupabaseClient> = (role) => stack.client(role),
  name = 'day',
): Promise<void> {
  await stack.trainer().ready();
  const engineer = await client('engineer');
  await put(
    engineer,
    stack,
    `status/${name}.csv`,
    STATUS + knrs.map((knr) => passing(knr, 'M700', '2031-01-05 09:00:00')).join(''),
  );
  await put(
    engineer,
    stack,
    `failures/${name}.csv`,
    FAILURES +
      knrs.map((knr, n) => failure(knr, n % 3 ? 'ZP7' : 'ROD', '2031-01-05 10:00:00')).join('') +
      'bad\n',
  );
  const made = await ask(
    stack,
    engineer,
    'createModel',
    modelForm(await trainedModelFile(name.length), metadataOf('in use')),
  );
  await ask(stack, engineer, 'predict/preflight', { modelId: made['id'] });
  const admin = await client('admin');
  const deployed = await admin.rpc('deploy_model', {
    model_id: made['id'],
    reason: 'the first one',
    override_reason: 'there is nothing to compare it with',
  });
  if (deployed.error) throw new Error(`${deployed.error.details}: ${deployed.error.message}`);
  await predictionOf(stack, engineer);
  const key = {
    name: 'gate',
    scopes: ['predict'],
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    per_minute: 9,
  };
  const { error } = await admin.rpc('create_api_key', key);
  if (error) throw error;
}

export interface Prediction {
  predictions: [{ id: number; knr: string; probability: number; decision: string }];
}

export const predictionOf = async (stack: OwnStack, who: SupabaseClient) =>
  (await ask(stack, who, 'predict', { knr: KNR })) as unknown as Prediction;

/** A call of a function as a signed-in person. @throws what it answered where that is no success. */
export async function ask(
  stack: OwnStack,
  who: SupabaseClient,
  path: string,
  body: object | FormData,
): Promise<Record<string, unknown>> {
  const { data } = await who.auth.getSession();
  const form = body instanceof FormData;
  const response = await fetch(`${stack.file.apiUrl}/functions/v1/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${data.session!.access_token}`,
      ...(form ? {} : { 'content-type': 'application/json' }),
    },
    body: form ? body : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

async function put(engineer: SupabaseClient, stack: OwnStack, name: string, content: string): Promise<void> {
  const { error } = await engineer.storage
    .from('uploads')
    .upload(name, new Blob([content], { type: 'text/csv' }));
  if (error) throw error;
  await until(`${name} loaded`, async () => {
    const [row] = await stack.sql`select status, error from public.datasets where storage_path = ${name}`;
    if (row && row['status'] === 'failed') throw new Error(JSON.stringify(row['error']));
    return row?.['status'] === 'loaded';
  });
}
