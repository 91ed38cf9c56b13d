// Measures for Prometheus (prom-client): counters and histograms of this process, and gauges of what the store and the
// machine say at the moment at which they are asked for.
// Not here: who may read them (api), what the store says (app/figures).
// May import: ports, prom-client.

export { openMeasures } from './measures.ts';
