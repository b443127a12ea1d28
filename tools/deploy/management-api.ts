import { Hono } from 'hono';
import { listen, type HttpServer } from '../stack/gateway.ts';
import { readUpload, type Upload } from './upload.ts';

/** What a dry run's deployment left at the management API. */
export interface Deployed {
  uploads: Upload[];
  /** Names only: a value is nobody's business. */
  secrets: string[];
  auth: Record<string, unknown>;
  /** Calls that the stub has no answer for: the CLI asks for what is not known here. */
  unknown: string[];
}

/** Answers what the CLI 3.1 asks of Supabase's management API while it deploys, on loopback. */
export async function startManagementApi(options: {
  port: number;
  ref: string;
  token: string;
}): Promise<{ server: HttpServer; deployed: Deployed }> {
  const { ref, token } = options;
  const deployed: Deployed = { uploads: [], secrets: [], auth: {}, unknown: [] };
  const project = {
    id: ref,
    ref,
    name: 'dry run',
    organization_id: 'none',
    organization_slug: 'none',
    region: 'eu-central-1',
    created_at: '2026-01-01T00:00:00Z',
    status: 'ACTIVE_HEALTHY',
    database: { host: '127.0.0.1', version: '17.4', postgres_engine: '17', release_channel: 'ga' },
  };
  const app = new Hono();
  app.use('*', async (c, next): Promise<Response | void> => {
    if (c.req.header('authorization') === `Bearer ${token}`) return next();
    return c.json({ message: 'Unauthorized' }, 401);
  });
  app.get('/v1/projects', (c) => c.json([project]));
  app.get(`/v1/projects/${ref}`, (c) => c.json(project));
  app.get(`/v1/projects/${ref}/functions`, (c) => c.json([]));
  app.put(`/v1/projects/${ref}/functions`, (c) => c.json({ functions: [] }));
  app.post(`/v1/projects/${ref}/functions/deploy`, async (c) => {
    const slug = c.req.query('slug') ?? '';
    deployed.uploads.push(await readUpload(c.req.raw, slug));
    const made = { id: slug, slug, name: slug, version: 1, status: 'ACTIVE', created_at: 1, updated_at: 1 };
    return c.json({ ...made, verify_jwt: false }, 201);
  });
  app.get(`/v1/projects/${ref}/secrets`, (c) => c.json([]));
  app.post(`/v1/projects/${ref}/secrets`, async (c) => {
    const secrets = await c.req.json<{ name: string }[]>();
    deployed.secrets.push(...secrets.map(({ name }) => name));
    return c.json({}, 201);
  });
  app.patch(`/v1/projects/${ref}/config/auth`, async (c) => {
    Object.assign(deployed.auth, await c.req.json());
    return c.json(deployed.auth);
  });
  // Asked for by `link`, which goes on without: versions and addresses of the local stack that is not used.
  app.get(`/v1/projects/${ref}/api-keys`, (c) =>
    c.json([{ name: 'anon', api_key: 'none', type: 'legacy', id: '1' }]),
  );
  for (const path of ['config/storage', 'config/database/pooler']) {
    app.get(`/v1/projects/${ref}/${path}`, (c) => c.json({ message: 'not in a dry run' }, 404));
  }
  app.notFound((c) => {
    deployed.unknown.push(`${c.req.method} ${c.req.path}`);
    return c.json({ message: 'not in a dry run' }, 404);
  });
  return { server: await listen(app.fetch, options.port), deployed };
}
