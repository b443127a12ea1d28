import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { tracingEnvironment, type TracingEnvironment } from '../shared/tracing/tracing.ts';

const settingsSchema = z.object({
  HALLE_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  HALLE_API_URL: z.url({ protocol: /^https?$/ }),
  HALLE_SECRET_KEY: z.string().min(1),
  /** Webhooks may go to receivers in the plant's own network. */
  ALLOW_PRIVATE_WEBHOOKS: z.enum(['0', '1']).default('0'),
  /** Webhooks may go to this machine, without TLS: the embedded stack. */
  ALLOW_LOOPBACK_WEBHOOKS: z.enum(['0', '1']).default('0'),
  /** `GET /metrics` for Prometheus; left out: none. */
  HALLE_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  HALLE_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  ...tracingEnvironment,
  HALLE_SCRATCH_DIR: z.string().min(1).default(join(tmpdir(), 'halle-trainer')),
});

export interface TrainerSettings {
  databaseUrl: string;
  apiUrl: string;
  secretKey: string;
  scratchDir: string;
  /** Left out: no. */
  allowPrivateWebhooks?: boolean;
  allowLoopbackWebhooks?: boolean;
  metrics?: { port: number; host: string } | undefined;
  /** Left out: no traces. */
  tracing?: TracingEnvironment;
}

/** The trainer's environment, read once at start. Throws a sentence that names the bad variable, never its value. */
export function readTrainerSettings(env: NodeJS.ProcessEnv): TrainerSettings {
  const parsed = settingsSchema.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`${String(issue?.path[0])} is not usable: ${issue?.message}`);
  }
  const { HALLE_METRICS_PORT: port, HALLE_METRICS_HOST: host } = parsed.data;
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER_ARG } = parsed.data;
  return {
    metrics: port === undefined ? undefined : { port, host },
    tracing: { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER_ARG },
    databaseUrl: parsed.data.HALLE_DATABASE_URL,
    apiUrl: parsed.data.HALLE_API_URL,
    secretKey: parsed.data.HALLE_SECRET_KEY,
    scratchDir: parsed.data.HALLE_SCRATCH_DIR,
    allowPrivateWebhooks: parsed.data.ALLOW_PRIVATE_WEBHOOKS === '1',
    allowLoopbackWebhooks: parsed.data.ALLOW_LOOPBACK_WEBHOOKS === '1',
  };
}
