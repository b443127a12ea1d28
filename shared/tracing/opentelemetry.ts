import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind as Kind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Span, Tracer, TracingEnvironment } from './tracing.ts';

const KINDS = {
  server: Kind.SERVER,
  client: Kind.CLIENT,
  consumer: Kind.CONSUMER,
  internal: Kind.INTERNAL,
};
/** In ms; a function's instance may end a moment later. */
const SEND_AFTER = 1000;
const SEND_WITHIN = 5000;

/**
 * A tracer that sends to the environment's endpoint, with the headers of `OTEL_EXPORTER_OTLP_HEADERS`, which the exporter reads
 * itself (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). What cannot be sent is dropped, with a line that says so:
 * nobody waits for it.
 */
export function makeTracer(service: string, environment: TracingEnvironment): Tracer {
  const tell = (message: string) =>
    console.error(JSON.stringify({ at: new Date().toISOString(), event: 'traces not sent', message }));
  const none = () => undefined;
  diag.setLogger(
    { error: tell, warn: tell, info: none, debug: none, verbose: none },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'halle' }),
    sampler: new ParentBasedSampler({
      root: new TraceIdRatioBasedSampler(environment.OTEL_TRACES_SAMPLER_ARG),
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({
          url: `${environment.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces`,
          timeoutMillis: SEND_WITHIN,
        }),
        scheduledDelayMillis: SEND_AFTER,
        exportTimeoutMillis: SEND_WITHIN,
      }),
    ],
  });
  const tracer = provider.getTracer('halle');
  const propagator = new W3CTraceContextPropagator();

  return {
    begin(name, kind, attributes, parent) {
      const within = propagator.extract(
        ROOT_CONTEXT,
        parent === undefined ? {} : { traceparent: parent },
        defaultTextMapGetter,
      );
      const span = tracer.startSpan(name, { kind: KINDS[kind], attributes }, within);
      const carrier: Record<string, string> = {};
      propagator.inject(trace.setSpan(ROOT_CONTEXT, span), carrier, defaultTextMapSetter);
      return {
        traceId: span.spanContext().traceId,
        traceparent: carrier['traceparent'] ?? '',
        name: (text) => void span.updateName(text),
        set: (more) => void span.setAttributes(more),
        event: (text, more) => void span.addEvent(text, more),
        fail(type) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          span.setAttribute('error.type', type);
        },
        end: () => span.end(),
      } satisfies Span;
    },
    flush: () => provider.forceFlush({ timeoutMillis: SEND_WITHIN }),
  };
}
