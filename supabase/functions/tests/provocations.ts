import { randomUUID } from 'node:crypto';
import { SCOPES } from '../../../shared/contracts/api-keys.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { call, modelForm } from '../../../tools/test/fixtures/functions.ts';
import { serviceClient } from '../../../tools/test/stack.ts';
import type { ExamplePlant } from './example-plant.ts';
import { metadataOf } from '../../../tools/test/fixtures/models.ts';
import { strangersToken } from './stranger.ts';

type Call = ReturnType<typeof call>;
interface Route {
  method: string;
  path: string;
  scope: string | null;
}
type Provocations = Record<string, Partial<Record<ErrorCode, (route: Route) => Call>>>;

/** What no call from outside brings about in a plant that others use too, and where it is tested instead. */
export const COULD_NOT: Record<string, Partial<Record<ErrorCode, string>>> = {
  '*': { internal: 'what nobody expected: _shared/app.ts, validation.test.ts' },
  predict: {
    no_model_in_use: 'a model in use stays: predict.stack.test.ts',
    unavailable: 'the file of the model in use is needed by others: preflight.stack.test.ts',
  },
  modelInUse: { no_model_in_use: 'a model in use stays: createModel.stack.test.ts' },
  ingest: { unavailable: 'while a load holds the same cars: ingest.stack.test.ts' },
  scoreChallenger: { unavailable: 'the challenger’s file is gone: challenger.stack.test.ts' },
};

const GONE = 2_000_000_000;
const rows = (count: number, knr = '1891-1700003') => ({
  kind: 'status',
  rows: Array.from({ length: count }, () => ({ knr, status: 'M700', passedAt: '2031-05-20T08:00:00' })),
});

/** A call that is refused so, by operation; under `*` of any of them. */
export function provocations(plant: ExamplePlant): Provocations {
  const { engineer, operator, models } = plant;
  const ask = (path: string, init: Parameters<typeof call>[2] = {}, token: string | null = engineer) =>
    call(path, token, init);
  const bare = ({ method, path }: Route, token: string | null) =>
    ask(path, { method, ...(method === 'POST' ? { body: '{}' } : {}) }, token);
  const text = (path: string) => () =>
    ask(path, { method: 'POST', body: '{', headers: { 'idempotency-key': randomUUID() } });
  const form = (file: Uint8Array<ArrayBuffer>, metadata: unknown, trees?: Uint8Array<ArrayBuffer>) =>
    ask('createModel', { method: 'POST', body: modelForm(file, metadata, trees) });
  const sent = (json: unknown, key: string = randomUUID()) =>
    ask('ingest', { json, headers: { 'idempotency-key': key } });
  const metadata = metadataOf('provoked');
  const byId = (path: string, suffix = '', method = 'GET') => ({
    not_found: () => ask(`${path}${GONE}${suffix}`, { method }),
    invalid_field: () => ask(`${path}x${suffix}`, { method }),
  });
  const expired = () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'HS256' })}.${part({ sub: randomUUID(), exp: 1 })}.x`;
  };
  const keyThat = async (sql: (id: number) => Promise<unknown>) => {
    const { id, key } = await plant.makeKey(SCOPES);
    await sql(id);
    return key;
  };

  return {
    '*': {
      not_signed_in: (route) => bare(route, null),
      token_expired: (route) => bare(route, expired()),
      key_unknown: (route) => bare(route, `halle_${'0'.repeat(40)}`),
      key_revoked: async (route) =>
        bare(
          route,
          await keyThat((id) => Promise.resolve(plant.admin.rpc('revoke_api_key', { key_id: id }))),
        ),
      key_expired: async (route) =>
        bare(
          route,
          await keyThat(
            (id) =>
              plant.sql`update public.api_keys set expires_at = now() - interval '1 second' where id = ${id}`,
          ),
        ),
      person_required: async (route) => bare(route, (await plant.makeKey(SCOPES)).key),
      scope_missing: async (route) =>
        bare(route, (await plant.makeKey(SCOPES.filter((scope) => scope !== route.scope))).key),
      rate_limited: async (route) => {
        const { key } = await plant.makeKey(SCOPES, 1);
        await bare(route, key);
        return bare(route, key);
      },
      not_allowed: async (route) => bare(route, await strangersToken()),
    },
    predict: {
      body_not_json: text('predict'),
      invalid_field: () => ask('predict', { json: { nope: 1 } }),
      invalid_knr: () => ask('predict', { json: { knr: 'x' } }),
      unknown_car: () => ask('predict', { json: { knr: '1891-9999998' } }),
      not_allowed: async () => ask('predict', { json: { knr: plant.knr } }, await strangersToken()),
    },
    checkBeforeUse: {
      body_not_json: text('predict/preflight'),
      invalid_field: () => ask('predict/preflight', { json: {} }),
      not_found: () => ask('predict/preflight', { json: { modelId: GONE } }),
      not_allowed: () => ask('predict/preflight', { json: { modelId: models[1] } }, operator),
    },
    ingest: {
      body_not_json: text('ingest'),
      invalid_field: () => sent({ kind: 'moon', rows: [] }),
      not_allowed: () =>
        ask('ingest', { json: rows(1), headers: { 'idempotency-key': randomUUID() } }, operator),
      too_large: () => sent(rows(1001)),
      idempotency_conflict: async () => {
        const key = randomUUID();
        await sent(rows(1), key);
        return sent(rows(2), key);
      },
    },
    listModels: {
      invalid_field: () => ask('getModel?page=0'),
      not_found: () => ask(`getModel?ID_MODELO=${GONE}`),
    },
    getModel: byId('getModel/'),
    modelFile: byId('getModel/', '/file'),
    registerModel: {
      bad_request: () => ask('createModel', { method: 'POST', body: 'x' }),
      body_not_json: async () => form(await plant.newFile(), '{'),
      invalid_field: async () => form(await plant.newFile(), {}),
      not_allowed: () => ask('createModel', { method: 'POST', body: new FormData() }, operator),
      already_registered: async () => {
        const file = await plant.newFile();
        await form(file, metadata);
        return form(file, metadata);
      },
      too_large: () => form(new Uint8Array(20 * 1024 * 1024 + 1), metadata),
      invalid_model_file: () => form(new Uint8Array(9), metadata),
      invalid_tree_file: async () => form(await plant.newFile(), metadata, new Uint8Array(9)),
    },
    startRun: {
      body_not_json: text('createModel/runs'),
      invalid_field: () => ask('createModel/runs', { json: { cause: 'moon' } }),
      not_allowed: () => ask('createModel/runs', { json: {} }, operator),
      run_in_progress: async () => {
        await ask('createModel/runs', { json: {} });
        const again = await ask('createModel/runs', { json: {} });
        await plant.noRun();
        return again;
      },
      switched_off: async () => {
        await plant.sql`update public.retrain_policy set by_http = false`;
        const answer = await ask('createModel/runs', { json: {} });
        await plant.sql`update public.retrain_policy set by_http = true`;
        return answer;
      },
    },
    getRun: byId('createModel/runs/'),
    cancelRun: {
      ...byId('createModel/runs/', '', 'DELETE'),
      not_allowed: () => ask('createModel/runs/1', { method: 'DELETE' }, operator),
      run_not_active: async () => {
        await plant.noRun();
        const [run] = await plant.sql`select max(id) as id from public.training_runs`;
        return ask(`createModel/runs/${run!['id']}`, { method: 'DELETE' });
      },
    },
    evaluate: {
      body_not_json: text('evaluate'),
      invalid_field: () => ask('evaluate', { json: {} }),
      not_allowed: async () => ask('evaluate', { json: { modelId: models[0] } }, await strangersToken()),
      not_found: () => ask('evaluate', { json: { modelId: GONE } }),
      too_few_cars: () =>
        ask('evaluate', {
          json: { modelId: models[0], window: { from: '1801-01-01T00:00:00', to: '1801-01-02T00:00:00' } },
        }),
      too_few_failures: () =>
        ask('evaluate', { json: { modelId: models[0], window: plant.withoutFailures } }),
      unavailable: async () => {
        const made = await form(await plant.newFile(), metadata);
        await serviceClient()
          .storage.from('models')
          .remove([`${made.body.sha256}.onnx`]);
        return ask('evaluate', { json: { modelId: made.body.id, window: plant.window } });
      },
    },
    scoreChallenger: {
      not_allowed: () => ask('evaluate/challenger', { method: 'POST' }),
    },
  };
}
