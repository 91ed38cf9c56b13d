import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Span } from '@opentelemetry/api';
import type { SpanAttributes, SpanEnd, Traces } from '../../ports/index.ts';
import { samplerOf } from './sampler.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Of what is left when the controller ends; a receiver that is away must not hold it up. */
const CLOSE_MS_MAX = 3000;

/** As the specification of OpenTelemetry says: an empty variable is none, and `none` or a disabled SDK sends nothing. */
export const tracesWanted = (environment: Environment): boolean => {
  const set = (name: string): string => environment[name]?.trim() ?? '';
  if (set('OTEL_SDK_DISABLED').toLowerCase() === 'true' || set('OTEL_TRACES_EXPORTER') === 'none') return false;
  return set('OTEL_EXPORTER_OTLP_ENDPOINT') !== '' || set('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') !== '';
};

/** Endpoint, headers, time limit, compression and certificates are read from the environment by the exporter itself. */
export const openTraces = async (options: {
  readonly environment: Environment;
  readonly version: string;
}): Promise<Traces> => {
  const api = await import('@opentelemetry/api');
  const { BatchSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { parseTraceParent } = await import('@opentelemetry/core');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = await import(
    '@opentelemetry/resources'
  );
  const own = resourceFromAttributes({ 'service.name': 'slipway-controller', 'service.version': options.version });
  const given = detectResources({ detectors: [envDetector] });
  const provider = new TracerProvider({
    resource: defaultResource().merge(own).merge(given),
    sampler: await samplerOf(options.environment),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer('slipway');
  const inside = new AsyncLocalStorage<Context>();
  const around = (): Context => inside.getStore() ?? api.ROOT_CONTEXT;
  const end = (span: Span, { attributes = {}, failed }: SpanEnd): void => {
    span.setAttributes({ ...attributes });
    if (failed) span.setStatus({ code: api.SpanStatusCode.ERROR });
    span.end();
  };
  const from = (parent: string | null): Context => {
    const known = parent === null ? null : parseTraceParent(parent);
    return known === null ? around() : api.trace.setSpanContext(api.ROOT_CONTEXT, { ...known, isRemote: true });
  };
  return {
    span: async <T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> => {
      const context = around();
      const span = tracer.startSpan(name, { attributes: { ...attributes } }, context);
      try {
        const result = await inside.run(api.trace.setSpan(context, span), work);
        end(span, { failed: false });
        return result;
      } catch (error) {
        // Its name alone: a message may quote what it met, and spans leave this machine.
        end(span, { attributes: { 'error.type': error instanceof Error ? error.name : 'unknown' }, failed: true });
        throw error;
      }
    },
    begin: ({ name, attributes, parent }, within) => {
      const context = from(parent);
      const span = tracer.startSpan(name, { attributes: { ...attributes }, kind: api.SpanKind.SERVER }, context);
      inside.run(api.trace.setSpan(context, span), () => within((how) => end(span, how)));
    },
    current: () => {
      const span = inside.getStore();
      const context = span === undefined ? undefined : api.trace.getSpanContext(span);
      return context === undefined ? null : { traceId: context.traceId, spanId: context.spanId };
    },
    close: async () => {
      const late = AbortSignal.timeout(CLOSE_MS_MAX);
      const over = new Promise<void>((resolve) => late.addEventListener('abort', () => resolve(), { once: true }));
      const sent = provider.shutdown().catch(() => {
        // A receiver that is away has lost spans and nothing else; the program is ending.
      });
      await Promise.race([sent, over]);
    },
  };
};
