import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { columnTypes } from './lite/column-types.ts';
import { normalizeDatabaseError } from './lite/database-errors.ts';
import { sessionSettings } from './lite/session-settings.ts';
import { StorageFiles } from './lite/storage-files.ts';
import type { Secrets } from './secrets.ts';

export interface Platform {
  /** Answers /auth/v1, /rest/v1 and /storage/v1. */
  fetch: (request: Request) => Promise<Response>;
  /** Connection of the platform's superuser, for the parts of Auth that lite lacks. */
  sql: postgres.Sql;
  /** Takes a new picture of the schema, as PostgREST does after `notify pgrst`. */
  reloadSchema: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Hosted's limit for a file where neither the bucket nor the project sets another. */
const DEFAULT_FILE_LIMIT = 50 * 1024 * 1024;

/**
 * Seconds until a lost connection is tried again. By itself postgres.js counts the losses of all connections together: after a
 * restart with ten of them the next try waits up to 20 s, and with it a request.
 */
const backoff = () => 0.2;

/** What of lite is not in its published types. */
interface LiteConnection {
  rlsState: 'unknown' | 'active';
  normalizeDbError: (error: unknown) => unknown;
  clearSchemaCache: () => Promise<void>;
  close: () => Promise<void>;
}

/** REST, Auth and Storage: `@supabase/lite` on our Postgres, made to behave as hosted (the files in lite/). */
export async function startPlatform(options: {
  dataDir: string;
  databaseUrl: string;
  secrets: Secrets;
}): Promise<Platform> {
  process.env['EXPERIMENTAL_STORAGE'] = '1';
  process.env['LITE_TELEMETRY'] = '0';
  const { App } = await import('@supabase/lite');
  const { createPostgresConnection } = await import('@supabase/lite/postgres');
  const { secrets } = options;

  const connection = createPostgresConnection({
    url: options.databaseUrl,
    postgresOptions: { max: 10, onnotice: () => undefined, types: columnTypes, backoff },
  });
  const inner = connection as unknown as LiteConnection;
  // Else lite grants ALL on every table again at its first request and undoes the migrations' REVOKEs.
  inner.rlsState = 'active';
  inner.normalizeDbError = normalizeDatabaseError;
  Object.assign(inner, sessionSettings);

  const app = new App({
    connection,
    storage: { enabled: true },
    // The Supabase CLI keeps the list of applied migrations, under the project's role.
    db: { migrations: { enabled: false } },
    auth: {
      enabled: true,
      jwt_secret: secrets.jwtSecret,
      publishable_key: secrets.publishableKey,
      secret_key: secrets.secretKey,
      enable_signup: false,
    },
    options: { server: { disableStudio: true } },
  });

  const sql = postgres(options.databaseUrl, { max: 3, onnotice: () => undefined, backoff });
  const fileLimit = async (bucket: string): Promise<number> => {
    const [row] = await sql`select file_size_limit from storage.buckets where id = ${bucket}`;
    return Number(row?.['file_size_limit'] ?? DEFAULT_FILE_LIMIT);
  };
  Object.assign(app, { _storageAdapter: new StorageFiles(join(options.dataDir, 'storage'), fileLimit) });
  await app.init();
  await app.ensureSystemSchema();
  await sql.unsafe(readFileSync(join(import.meta.dirname, 'platform-tables.sql'), 'utf8'));

  const reloadSchema = () => inner.clearSchemaCache();
  await sql.listen('pgrst', () => void reloadSchema());
  return {
    fetch: async (request) => app.fetch(request, { peerAddress: null }),
    sql,
    reloadSchema,
    async stop() {
      await sql.end({ timeout: 2 });
      await inner.close();
    },
  };
}
