// Gauges of what is stored and around it. What is not known now is not told: a number of yesterday would look like one of today.

import { Gauge, type Registry } from 'prom-client';
import type { Figures, Measures, Surroundings } from '../../ports/index.ts';

type Now = Parameters<Measures['exposition']>[0];
type Row = readonly [labels: Readonly<Record<string, string>>, value: number];
type Rows<From> = (from: From) => readonly Row[];

interface Told<From> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly rows: Rows<From>;
}

const seconds = (instant: string): number => Date.parse(instant) / 1000;
const age = (asOf: string, since: string): number => Math.max(0, seconds(asOf) - seconds(since));
const one = (value: number | null): readonly Row[] => (value === null ? [] : [[{}, value]]);

const OF_HOSTS: readonly Told<Figures>[] = [
  {
    name: 'slipway_hosts',
    help: 'Hosts that are not retired, by what they say they are.',
    labels: ['mode'],
    rows: ({ hosts }) =>
      ['adopted', 'observed'].map((mode) => [
        { mode },
        hosts.filter((its) => its.mode === mode).reduce((sum, its) => sum + its.hosts, 0),
      ]),
  },
  {
    name: 'slipway_hosts_barred',
    help: 'Hosts that may not be changed until a person has looked, by the code of the reason.',
    labels: ['reason'],
    rows: ({ hosts }) =>
      summed(hosts, ({ barred, hosts: count }) => (barred === null ? null : [{ reason: barred }, count])),
  },
  {
    name: 'slipway_hosts_stopped',
    help: 'Hosts whose own stop file keeps everything from beginning.',
    rows: ({ hosts }) => one(hosts.filter(({ stopped }) => stopped).reduce((sum, its) => sum + its.hosts, 0)),
  },
  {
    name: 'slipway_hosts_silent',
    help: 'Hosts that reported once and were not heard for two days.',
    rows: ({ silent }) => one(silent),
  },
  {
    name: 'slipway_hosts_never_reported',
    help: 'Hosts that are enrolled and of which nothing was heard since.',
    rows: ({ neverReported }) => one(neverReported),
  },
  {
    name: 'slipway_hosts_database_broken',
    help: 'Hosts whose package database stays broken, so that no update begins there.',
    labels: ['environment'],
    rows: ({ brokenDatabases }) =>
      brokenDatabases.map(({ environment, hosts }) => [{ environment: environment ?? '' }, hosts]),
  },
  {
    name: 'slipway_agents',
    help: 'Hosts by the version of their agent.',
    labels: ['version'],
    rows: ({ hosts }) =>
      summed(hosts, ({ agentVersion, hosts: count }) => [{ version: agentVersion ?? 'unknown' }, count]),
  },
];

const OF_WORK: readonly Told<Figures>[] = [
  {
    name: 'slipway_switch_stopped',
    help: '1 while the switch that stops everything is thrown.',
    rows: (figures) => one(figures.switch === 'stopped' ? 1 : 0),
  },
  {
    name: 'slipway_rollouts_open',
    help: 'Rollouts that have not ended.',
    labels: ['state'],
    rows: ({ rollouts }) => rollouts.map(({ state, rollouts: count }) => [{ state }, count]),
  },
  {
    name: 'slipway_leases',
    help: 'Rights of hosts to be away; expired: the host counts as lost.',
    labels: ['state'],
    rows: ({ leases }) => [
      [{ state: 'standing' }, leases.standing],
      [{ state: 'expired' }, leases.expired],
    ],
  },
  { name: 'slipway_claims', help: 'Rights of controllers to drive something.', rows: ({ claims }) => one(claims) },
  {
    name: 'slipway_steps_running',
    help: 'Steps that hosts say they are in.',
    labels: ['step'],
    rows: ({ steps }) => steps.map(({ step, steps: count }) => [{ step }, count]),
  },
  {
    name: 'slipway_step_oldest_age_seconds',
    help: 'Since when the oldest step of each kind runs.',
    labels: ['step'],
    rows: ({ asOf, steps }) => steps.map(({ step, begunAt }) => [{ step }, age(asOf, begunAt)]),
  },
  {
    name: 'slipway_queue_length',
    help: 'What waits for a loop, or for a person.',
    labels: ['queue'],
    rows: ({ queues }) => queues.map(({ queue, waiting }) => [{ queue }, waiting]),
  },
  {
    name: 'slipway_queue_oldest_age_seconds',
    help: 'Since when the oldest waits; 0 where nothing does. Deliveries of a digest that a contact asked for left out.',
    labels: ['queue'],
    rows: ({ asOf, queues }) =>
      queues.flatMap(({ queue, waiting, oldestAt }): readonly Row[] => {
        if (oldestAt !== null) return [[{ queue }, age(asOf, oldestAt)]];
        return waiting === 0 ? [[{ queue }, 0]] : [];
      }),
  },
];

const OF_KNOWLEDGE: readonly Told<Figures>[] = [
  {
    name: 'slipway_feed_age_seconds',
    help: 'Since when a feed was not read whole or found unchanged.',
    labels: ['feed'],
    rows: ({ asOf, feeds }) => feeds.map(({ feed, goodAt }) => [{ feed }, age(asOf, goodAt)]),
  },
  {
    name: 'slipway_feed_failing',
    help: '1 where the latest look at a feed brought nothing.',
    labels: ['feed'],
    rows: ({ feeds }) => feeds.map(({ feed, failing }) => [{ feed }, failing ? 1 : 0]),
  },
  {
    name: 'slipway_exposed_updates',
    help: 'Hosts by the updates that they are exposed without, by when these are due; as they were last counted, without excepted ones.',
    labels: ['environment', 'due'],
    rows: ({ exposures }) =>
      exposures.map(({ environment, due, hosts }) => [{ environment: environment ?? '', due }, hosts]),
  },
  { name: 'slipway_store_bytes', help: 'Size of the store.', rows: ({ storeBytes }) => one(storeBytes) },
];

const AROUND: readonly Told<Surroundings>[] = [
  {
    name: 'slipway_data_free_bytes',
    help: 'Room left on the file system of the data directory.',
    rows: ({ freeBytes }) => one(freeBytes),
  },
  {
    name: 'slipway_data_size_bytes',
    help: 'Size of the file system of the data directory.',
    rows: ({ sizeBytes }) => one(sizeBytes),
  },
  {
    name: 'slipway_backup_last_timestamp_seconds',
    help: 'When this data directory was last backed up; absent: never by slipway backup.',
    rows: ({ backupAt }) => one(backupAt === null ? null : seconds(backupAt)),
  },
  {
    name: 'slipway_backup_known',
    help: 'Whether a backup of this data directory and its store is known of; absent where the store is elsewhere.',
    rows: ({ holdsStore, backupAt }) => one(holdsStore ? Number(backupAt !== null) : null),
  },
  {
    name: 'slipway_certificate_end_timestamp_seconds',
    help: 'When a certificate of the controller ends.',
    labels: ['certificate'],
    rows: ({ certificates }) => certificates.map(({ certificate, endsAt }) => [{ certificate }, seconds(endsAt)]),
  },
];

export const figureGauges = (registry: Registry): { readonly set: (now: Now) => void } => {
  const registers = [registry];
  const gaugesOf = <From>(told: readonly Told<From>[]): ((from: From | null) => void) => {
    const gauges = told.map(({ name, help, labels = [], rows }) => {
      return { gauge: new Gauge({ name, help, labelNames: [...labels], registers }), labels, rows };
    });
    return (from) => {
      for (const { gauge, labels, rows } of gauges) {
        gauge.reset();
        // A gauge without labels is 0 after a reset, which would be a number that nobody knows.
        if (labels.length === 0) gauge.remove();
        for (const [its, value] of from === null ? [] : rows(from)) gauge.set({ ...its }, value);
      }
    };
  };
  const setFigures = gaugesOf([...OF_HOSTS, ...OF_WORK, ...OF_KNOWLEDGE]);
  const setAround = gaugesOf(AROUND);
  const up = new Gauge({ name: 'slipway_store_up', help: '1 where the store answered now.', registers });
  return {
    set: ({ figures, surroundings }) => {
      up.set(figures === null ? 0 : 1);
      setFigures(figures);
      setAround(surroundings);
    },
  };
};

const summed = <T>(all: readonly T[], row: (one: T) => Row | null): readonly Row[] => {
  const sums = new Map<string, Row>();
  for (const found of all.map(row)) {
    if (found === null) continue;
    const [labels, value] = found;
    const key = JSON.stringify(labels);
    sums.set(key, [labels, value + (sums.get(key)?.[1] ?? 0)]);
  }
  return [...sums.values()];
};
