import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { tracingEnvironment } from '../../shared/tracing/tracing.ts';

const port = z.coerce.number().int().min(1).max(65535);

const settingsSchema = z.object({
  dataDir: z
    .string()
    .min(1)
    .default('.halle')
    .transform((dir) => resolve(dir)),
  apiPort: port.default(54321),
  webPort: port.default(5173),
  dbPort: port.default(54322),
  empty: z.boolean().default(false),
  web: z.boolean().default(true),
  trainer: z.boolean().default(true),
  migrationsTo: z
    .string()
    .regex(/^\d{14}$/, 'a version, fourteen digits')
    .optional(),
  /** Handed on to functions and trainer. */
  tracing: z.object({ ...tracingEnvironment, OTEL_EXPORTER_OTLP_HEADERS: z.string().default('') }),
});
export type StackSettings = z.infer<typeof settingsSchema>;

export const USAGE = `npm start -- [options]

  --api-port N   REST, Auth, Storage, Edge Functions   HALLE_API_PORT   54321
  --web-port N   the web application                   HALLE_WEB_PORT   5173
  --db-port N    Postgres                              HALLE_DB_PORT    54322
  --data-dir D   where everything is kept              HALLE_DATA_DIR   .halle
  --empty        do not load the demo plant    HALLE_EMPTY=1
  --no-web       without the web application
  --no-trainer   without the trainer: what it should do waits in the queue
  --migrations-to V  only the migrations up to this one: to restore a backup of an older release. The next start
                 applies the rest
  --help         this text

  OTEL_EXPORTER_OTLP_ENDPOINT  where traces go; none without it (docs/watching.md)`;

/** Settings from flags, then environment, then defaults. Throws a sentence that names the bad one. */
export function readSettings(argv: string[], env: NodeJS.ProcessEnv): StackSettings | 'help' {
  const { values } = parseArgs({
    args: argv,
    options: {
      'api-port': { type: 'string' },
      'web-port': { type: 'string' },
      'db-port': { type: 'string' },
      'data-dir': { type: 'string' },
      empty: { type: 'boolean' },
      'no-web': { type: 'boolean' },
      'no-trainer': { type: 'boolean' },
      'migrations-to': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return 'help';
  const parsed = settingsSchema.safeParse({
    apiPort: values['api-port'] ?? env['HALLE_API_PORT'],
    webPort: values['web-port'] ?? env['HALLE_WEB_PORT'],
    dbPort: values['db-port'] ?? env['HALLE_DB_PORT'],
    dataDir: values['data-dir'] ?? env['HALLE_DATA_DIR'],
    empty: values.empty ?? ['1', 'true'].includes(env['HALLE_EMPTY'] ?? ''),
    web: !values['no-web'],
    trainer: !values['no-trainer'],
    migrationsTo: values['migrations-to'],
    tracing: env,
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.path[0] === 'tracing')
    throw new Error(`${String(issue.path[1])} is not usable: ${issue.message}`);
  const name = String(issue?.path[0]).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new Error(
    `--${name} (HALLE_${name.replaceAll('-', '_').toUpperCase()}) is not usable: ${issue?.message}`,
  );
}
