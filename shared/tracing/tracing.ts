import { AsyncLocalStorage } from 'node:async_hooks';
import { z } from 'zod';

/**
 * Traces by OpenTelemetry, for functions and trainer alike. Without an endpoint nothing of it is loaded: its API alone costs
 * a function 80 to 130 ms of its start, so what is traced goes through this door and not through `@opentelemetry/api`.
 */
export const tracingEnvironment = {
  /** Where traces go, as OTLP over HTTP in JSON; `/v1/traces` is added. Left out or empty: there are none. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .union([z.literal(''), z.url({ protocol: /^https?$/ })])
    .default('')
    .transform((text) => text.replace(/\/$/, '')),
  /** The share of traces that begin here which is kept; of others the caller has decided. */
  OTEL_TRACES_SAMPLER_ARG: z
    .union([z.literal('').transform(() => 1), z.coerce.number().min(0).max(1)])
    .default(1),
};
export type TracingEnvironment = z.infer<z.ZodObject<typeof tracingEnvironment>>;

export type SpanAttributes = Record<string, string | number | boolean>;
export type SpanKind = 'server' | 'client' | 'consumer' | 'internal';

/** One piece of work in a trace. Attributes are routes, ids and counts; never a row, an address or a name of a person. */
export interface Span {
  readonly traceId: string;
  /** As W3C Trace Context has it: goes along with what is asked of others. https://www.w3.org/TR/trace-context/ */
  readonly traceparent: string;
  name(name: string): void;
  set(attributes: SpanAttributes): void;
  event(name: string, attributes?: SpanAttributes): void;
  /** `type`: the kind of error, not its text. */
  fail(type: string): void;
  end(): void;
}

export interface Tracer {
  begin(name: string, kind: SpanKind, attributes: SpanAttributes, parent: string | undefined): Span;
  /** Sends what has ended so far. */
  flush(): Promise<void>;
}

/** The event of a log line. */
export const NO_TRACES = 'traces could not be started';

let starting: Promise<void> | null = null;
let tracer: Tracer | null = null;
const current = new AsyncLocalStorage<Span>();

/**
 * Loads what traces need where an endpoint is set, once a process; resolves when spans are recorded. Where it cannot be
 * loaded a line says so, and the work goes on without.
 */
export function startTracing(service: string, environment: TracingEnvironment): Promise<void> | null {
  if (environment.OTEL_EXPORTER_OTLP_ENDPOINT === '') return null;
  starting ??= import('./opentelemetry.ts').then(
    ({ makeTracer }) => void (tracer = makeTracer(service, environment)),
    (error: unknown) =>
      console.error(
        JSON.stringify({ at: new Date().toISOString(), event: NO_TRACES, message: String(error) }),
      ),
  );
  return starting;
}

/** Does the work as a span of the present one, or of the one that `parent` (a traceparent) names. Without traces: just the work. */
export async function span<T>(
  name: string,
  options: { kind?: SpanKind; attributes?: SpanAttributes; parent?: string | undefined },
  work: (span: Span | null) => T | Promise<T>,
): Promise<T> {
  if (!tracer) return work(null);
  const { kind = 'internal', attributes = {}, parent = current.getStore()?.traceparent } = options;
  const begun = tracer.begin(name, kind, attributes, parent);
  return current.run(begun, async () => {
    try {
      return await work(begun);
    } catch (error) {
      begun.fail(error instanceof Error ? error.name : 'Error');
      throw error;
    } finally {
      begun.end();
    }
  });
}

export const presentSpan = (): Span | undefined => current.getStore();

export const flushTraces = (): Promise<void> => tracer?.flush() ?? Promise.resolve();
