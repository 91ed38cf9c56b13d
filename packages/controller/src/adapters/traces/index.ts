// Traces by OpenTelemetry, sent over OTLP/HTTP, set by its standard environment variables. Where these name no receiver
// nothing of it is loaded (163 ms) and nothing is paid.
// Not here: what is a span (api, program).
// May import: ports, @opentelemetry/*, node:.

export { tracedStore } from './traced-store.ts';
export { openTraces, tracesWanted } from './traces.ts';
