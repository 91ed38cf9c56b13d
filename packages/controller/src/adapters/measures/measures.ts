import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Measures } from '../../ports/index.ts';
import { figureGauges } from './figure-gauges.ts';

/** From a look at an index to a large answer; what takes longer than ten seconds is wrong however long it takes. */
const REQUEST_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10];
/** A look of a loop may fetch packages. */
const LOOK_SECONDS = [0.01, 0.1, 1, 10, 60, 600];

export const openMeasures = ({ version }: { readonly version: string }): Measures => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'slipway_build_info', help: 'Version of the controller.', labelNames: ['version'], registers })
    .labels({ version })
    .set(1);
  const figures = figureGauges(registry);
  return { ...countersOf(registers), contentType: registry.contentType, exposition: exposing(registry, figures) };
};

const exposing =
  (registry: Registry, figures: ReturnType<typeof figureGauges>): Measures['exposition'] =>
  async (now) => {
    // All of one moment: nothing is waited for between setting the gauges and reading them, but the registry's own text.
    figures.set(now);
    return await registry.metrics();
  };

const countersOf = (registers: Registry[]): Omit<Measures, 'exposition' | 'contentType'> => {
  const checkIns = new Histogram({
    name: 'slipway_check_in_duration_seconds',
    help: 'Check-ins by how long they took; held ones may have waited for news.',
    labelNames: ['form', 'code'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const requests = new Histogram({
    name: 'slipway_http_request_duration_seconds',
    help: 'Requests but check-ins and event streams, by route as it is declared.',
    labelNames: ['method', 'route', 'code'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const turnedAway = new Counter({
    name: 'slipway_http_requests_turned_away_total',
    help: 'Requests answered 429, because too many of their kind were under way; handshake: lines closed before theirs began.',
    labelNames: ['kind'],
    registers,
  });
  const underWay = new Gauge({
    name: 'slipway_http_requests_under_way',
    help: 'Requests under way by kind; stream: event streams of people who watch, held: check-ins, handshake: lines before its end, waiting ones included.',
    labelNames: ['kind'],
    registers,
  });
  return {
    checkedIn: (status, form, seconds) => checkIns.observe({ form, code: classOf(status) }, seconds),
    answered: ({ method, route, status, seconds }) =>
      requests.observe({ method, route: route ?? 'none', code: classOf(status) }, seconds),
    turnedAway: (kind) => turnedAway.inc({ kind }),
    underWay: (kind, count) => underWay.set({ kind }, count),
    looked: lookMeasure(registers),
  };
};

const lookMeasure = (registers: Registry[]): Measures['looked'] => {
  const looks = new Histogram({
    name: 'slipway_loop_look_duration_seconds',
    help: "Looks of the controller's loops.",
    labelNames: ['loop'],
    buckets: LOOK_SECONDS,
    registers,
  });
  const failures = new Counter({
    name: 'slipway_loop_failures_total',
    help: 'Looks that failed; the loop looks again.',
    labelNames: ['loop'],
    registers,
  });
  const last = new Gauge({
    name: 'slipway_loop_last_success_timestamp_seconds',
    help: 'When a loop last looked without a failure.',
    labelNames: ['loop'],
    registers,
  });
  return (loop, outcome, seconds) => {
    looks.observe({ loop }, seconds);
    // Named from the first look on, so that a rate has a zero to rise from.
    failures.inc({ loop }, outcome === 'failed' ? 1 : 0);
    if (outcome === 'done') last.set({ loop }, Date.now() / 1000);
  };
};

/** Five of them: which of a hundred codes it was stands in the log. */
const classOf = (status: number): string => `${Math.floor(status / 100)}xx`;
