import { join } from 'node:path';
import postgres from 'postgres';
import type { Secrets } from './secrets.ts';
import { StorageFiles } from './storage-files.ts';

export interface Platform {
  /** Answers /auth/v1, /rest/v1 and /storage/v1. */
  fetch(request: Request): Promise<Response>;
  /** Makes an account although sign-up is closed, as the dashboard does on hosted. Returns the user's id. */
  createUser(email: string, password: string): Promise<string>;
  reloadSchema(): void;
  stop(): Promise<void>;
}

const DEFAULT_BUCKET_LIMIT = 50 * 1024 * 1024;

/** REST, Auth and Storage: `@supabase/lite` on our Postgres, with the differences of EMBEDDED stack bridged here. */
export async function startPlatform(options: {
  dataDir: string;
  databaseUrl: string;
  secrets: Secrets;
}): Promise<Platform> {
  process.env['EXPERIMENTAL_STORAGE'] = '1';
  process.env['LITE_TELEMETRY'] = '0';
  const { App } = await import('@supabase/lite');
  const { createPostgresConnection } = await import('@supabase/lite/postgres');

  const connection = createPostgresConnection({
    url: options.databaseUrl,
    postgresOptions: {
      max: 10,
      onnotice: () => undefined,
      types: {
        // lite hands values over as JSON text already; the driver would encode them a second time.
        json: { to: 114, from: [114], serialize: asJsonText, parse: JSON.parse },
        jsonb: { to: 3802, from: [3802], serialize: asJsonText, parse: JSON.parse },
        numeric: { to: 1700, from: [1700], serialize: String, parse: Number },
        timestamptz: { to: 1184, from: [1184], serialize: String, parse: isoTimestamp },
        timestamp: {
          to: 1114,
          from: [1114],
          serialize: String,
          parse: (text: string) => text.replace(' ', 'T'),
        },
      },
    },
  });
  // lite would grant ALL on every table again at its first request and undo the migrations' REVOKEs.
  (connection as unknown as { rlsState: string }).rlsState = 'active';

  const base = {
    connection,
    storage: { enabled: true },
    options: { server: { disableStudio: true } },
  };
  const auth = {
    enabled: true,
    jwt_secret: options.secrets.jwtSecret,
    publishable_key: options.secrets.publishableKey,
    secret_key: options.secrets.secretKey,
    email: { enable_signup: true, enable_confirmations: false },
  };
  const app = new App({ ...base, auth: { ...auth, enable_signup: false } } as never);
  const registrar = new App({ ...base, auth: { ...auth, enable_signup: true } } as never);

  const sql = postgres(options.databaseUrl, { max: 2, onnotice: () => undefined });
  const limits = new Map<string, number>();
  const files = new StorageFiles(
    join(options.dataDir, 'storage'),
    (bucket) => limits.get(bucket) ?? DEFAULT_BUCKET_LIMIT,
  );
  (app as unknown as { _storageAdapter: unknown })._storageAdapter = files;
  await app.init();
  await app.ensureSystemSchema();
  // As on hosted: the request roles may touch Storage's tables, and row-level security decides.
  await sql`grant all on all tables in schema storage to anon, authenticated, service_role`;
  await sql`alter table storage.objects enable row level security`;
  await sql`alter table storage.buckets enable row level security`;
  await registrar.init();

  const refreshLimits = async () => {
    for (const bucket of await sql`select id, file_size_limit from storage.buckets`) {
      limits.set(bucket['id'], Number(bucket['file_size_limit'] ?? Number.POSITIVE_INFINITY));
    }
  };
  const reloadSchema = () => {
    (connection as unknown as { clearSchemaCache?: () => void }).clearSchemaCache?.();
    void refreshLimits().catch(() => undefined);
  };
  await sql.listen('pgrst', reloadSchema);
  await refreshLimits();

  return {
    fetch: (request) => app.fetch(request, { peerAddress: null }),
    reloadSchema,
    async createUser(email, password) {
      const [existing] = await sql`select id from auth.users where email = ${email}`;
      if (existing) return existing['id'];
      const response = await registrar.fetch(
        new Request('http://127.0.0.1/auth/v1/signup', {
          method: 'POST',
          headers: { 'content-type': 'application/json', apikey: options.secrets.publishableKey },
          body: JSON.stringify({ email, password }),
        }),
        { peerAddress: null },
      );
      if (!response.ok) throw new Error(`could not make the account ${email}: ${await response.text()}`);
      const [user] = await sql`select id from auth.users where email = ${email}`;
      return user?.['id'];
    },
    async stop() {
      await sql.end({ timeout: 2 });
      await connection.close();
    },
  };
}

function asJsonText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Postgres says `2026-11-23 12:00:00.5+00`; PostgREST answers `2026-11-23T12:00:00.5+00:00`. */
function isoTimestamp(text: string): string {
  return text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
}
