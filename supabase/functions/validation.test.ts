import { describe, expect, test } from 'vitest';
import { errorBodySchema } from '../../shared/errors.ts';
import { readEnvironment } from './_shared/environment.ts';
import { routeOf } from './_shared/openapi.ts';
import { createModelFunction } from './createModel/app.ts';
import { evaluateFunction } from './evaluate/app.ts';
import { getModelFunction } from './getModel/app.ts';
import { ingestFunction } from './ingest/app.ts';
import { predictFunction } from './predict/app.ts';

/** An address where nobody answers: what is refused here is refused before anything else is asked. */
const environment = readEnvironment({
  SUPABASE_URL: 'http://127.0.0.1:9',
  SUPABASE_ANON_KEY: 'sb_publishable_test',
  SUPABASE_SERVICE_ROLE_KEY: 'sb_secret_test',
  HALLE_ALLOWED_ORIGINS: 'https://plant.example, https://second.example',
});
const apps = {
  predict: predictFunction(environment),
  evaluate: evaluateFunction(environment),
  getModel: getModelFunction(environment),
  createModel: createModelFunction(environment),
  ingest: ingestFunction(environment),
};
const secret = { authorization: 'Bearer sb_secret_test' };
const token = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

async function refusal(response: Response | Promise<Response>) {
  const answer = await response;
  const { error } = errorBodySchema.parse(await answer.json());
  return { status: answer.status, ...error };
}

describe.each(Object.entries(apps))('%s', (name, app) => {
  test.each([
    ['no token', {}, 'not_signed_in'],
    ['another scheme', { authorization: 'Basic eDp5' }, 'not_signed_in'],
    ['rubbish', { authorization: 'Bearer x' }, 'not_signed_in'],
    ['three parts of rubbish', { authorization: 'Bearer a.b.c' }, 'not_signed_in'],
    ['no subject', { authorization: `Bearer ${token({ exp: 9e9 })}` }, 'not_signed_in'],
    ['no expiry', { authorization: `Bearer ${token({ sub: 'u' })}` }, 'not_signed_in'],
    ['no API key of ours', { authorization: 'Bearer halle_0123' }, 'key_unknown'],
    ['half an API key, as apikey', { apikey: `halle_01234567_${'0'.repeat(63)}` }, 'key_unknown'],
    ['the publishable key', { apikey: 'sb_publishable_test' }, 'not_signed_in'],
    ['expired', { authorization: `Bearer ${token({ sub: 'u', exp: 1_000 })}` }, 'token_expired'],
  ])('%s is 401', async (_, headers, code) => {
    expect(await refusal(app.request(`/${name}`, { method: 'POST', headers: { ...headers } }))).toMatchObject(
      { status: 401, code },
    );
  });

  test('an address that does not exist', async () => {
    expect(
      await refusal(app.request(`/${name}/no/such/place`, { headers: secret, method: 'PUT' })),
    ).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('what is not known is a plain 500', async () => {
    const path = name === 'createModel' ? '/createModel/runs/1' : `/${name}`;
    const init =
      name === 'predict'
        ? { method: 'POST', body: '{"knr":"2024-1736352"}' }
        : name === 'evaluate'
          ? { method: 'POST', body: '{"modelId":1}' }
          : name === 'ingest'
            ? {
                method: 'POST',
                body: '{"kind":"status","rows":[{"knr":"2024-1736352","status":"R750","passedAt":"2024-05-20T21:31:51"}]}',
              }
            : { method: 'GET' };
    const headers = { ...secret, 'idempotency-key': 'k' };
    const answer = await refusal(app.request(path, { ...init, headers }));
    expect(answer).toEqual({ status: 500, code: 'internal', message: 'Something went wrong on our side.' });
  });

  test('a preflight is answered without a token', async () => {
    const headers = { origin: 'https://plant.example', 'access-control-request-method': 'POST' };
    const answer = await app.request(`/${name}`, { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://plant.example');
    expect(answer.headers.get('access-control-max-age')).toBe('600');
    expect(answer.headers.get('vary')).toMatch(/\borigin\b/i);
  });

  test.each(['https://other.example', 'https://plant.example.evil.example', 'http://plant.example', 'null'])(
    'a page of %s gets no CORS header, on a preflight or on an answer',
    async (origin) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      for (const init of [{ method: 'OPTIONS' }, { method: 'POST', body: '{}' }]) {
        const answer = await app.request(`/${name}`, { ...init, headers });
        expect(answer.headers.has('access-control-allow-origin')).toBe(false);
        expect(answer.headers.get('vary')).toMatch(/\borigin\b/i);
      }
    },
  );

  test('describes itself without a token, every reference resolved', async () => {
    const answer = await app.request(`/${name}/openapi.json`);
    const text = await answer.text();
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      (match) => match[1],
    );
    expect(answer.status).toBe(200);
    expect(new Set(references)).toEqual(new Set(['Error']));
    expect(JSON.parse(text).components.schemas).toHaveProperty('Error');
  });
});

/** What an API key needs for each route; null: no key will do. A route that is not here fails the test. */
const SCOPES: Record<string, string | null> = {
  'POST /predict': 'predict',
  'POST /predict/preflight': null,
  'POST /ingest': 'ingest',
  'POST /createModel': 'models:write',
  'POST /createModel/runs': 'models:write',
  'GET /createModel/runs/:id': 'read',
  'DELETE /createModel/runs/:id': 'models:write',
  'GET /getModel': 'read',
  'GET /getModel/current': 'read',
  'GET /getModel/:id': 'read',
  'GET /getModel/:id/file': 'read',
  'POST /evaluate': 'read',
  'POST /evaluate/challenger': null,
};

test('every route says what an API key needs', async () => {
  const routes = Object.values(apps).flatMap((app) => app.routes);
  const answering = routes.filter(
    ({ method, path }) => method !== 'ALL' && !path.endsWith('*') && !path.endsWith('/openapi.json'),
  );
  const names = new Set(answering.map(({ method, path }) => `${method} ${path}`));
  expect([...names].sort()).toEqual(Object.keys(SCOPES).sort());
  const described: Record<string, string | null> = {};
  for (const [name, app] of Object.entries(apps)) {
    const { paths } = (await (await app.request(`/${name}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { security?: [object, { key: [string] }] }>>;
    };
    for (const [path, operations] of Object.entries(paths))
      for (const [method, { security }] of Object.entries(operations))
        described[routeOf({ method: method as 'get', path })] = security?.[1].key[0] ?? null;
  }
  expect(described).toEqual(SCOPES);
});

test('a body over the limit is refused before it is read whole', async () => {
  const headers = {
    ...secret,
    'content-type': 'multipart/form-data; boundary=x',
    'content-length': String(2 ** 30),
  };
  const answer = await refusal(
    apps.createModel.request('/createModel', { method: 'POST', headers, body: '--x--' }),
  );
  expect(answer).toMatchObject({ status: 413, code: 'too_large' });
});
