// The simulated fleet: a fifth of it development, the rest production in two groups; every host a little behind, each in its
// own way.

import type { LedgerFact } from '@slipway/core/execution';
import type { Limits } from '../checks/index.ts';
import type { SimulatedController } from '../controller/index.ts';
import { type Happening, type HostSpec, installed, type SimulatedHost, seededFate } from '../host/index.ts';
import { awayMaxOf, CALM_AWAY_MAX, servicesOf } from '../policy.ts';
import type { Random } from '../random/index.ts';
import type { VirtualTime } from '../time/index.ts';
import type { Archive, Listener, Troubles } from '../world/index.ts';
import { type PlacedHost, placeHost } from './place-host.ts';

export interface Fleet {
  readonly hosts: readonly PlacedHost[];
  readonly limits: Limits;
}

/** Enough that every night sees some of each. */
export const TROUBLES: Troubles = { lossChance: 0.02, doubleChance: 0.02, lateChance: 0.01 };
export const KILL_CHANCE = 0.02;

const PACKAGES = ['openssl', 'libssl3', 'curl', 'zlib1g', 'perl-base', 'tzdata', 'nginx', 'haproxy'] as const;

export const buildFleet = async (options: {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly archive: Archive;
  readonly controller: SimulatedController;
  readonly count: number;
  readonly trace: (line: string) => void;
  readonly onService: () => void;
  readonly onHappening?: (host: SimulatedHost, what: Happening) => void;
  /** Who takes the hosts' messages; the controller that never dies, unless given. */
  readonly listening?: () => Listener | null;
  readonly onLine?: (host: SimulatedHost, fact: LedgerFact) => void;
  readonly onGrant?: (host: PlacedHost) => void;
  readonly troubles?: Troubles;
  readonly killChance?: number;
  /** A third of production stands by in an environment of its own, in the same clusters. */
  readonly standby?: boolean;
}): Promise<Fleet> => {
  const { time, random, archive, controller, trace } = options;
  for (const name of PACKAGES) archive.publish(name, '1.0-1');
  for (const name of PACKAGES.slice(0, 6)) archive.publish(name, '1.0-1+deb12u1');
  const hosts: PlacedHost[] = [];
  for (let index = 0; index < options.count; index += 1) {
    const stream = random.fork(`world ${index}`);
    hosts.push(
      await placeHost(specOf(index, options, random.fork(`host ${index}`)), {
        time,
        random: stream,
        archive,
        controller,
        troubles: options.troubles ?? TROUBLES,
        ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
        ...(options.onGrant === undefined ? {} : { onGrant: options.onGrant }),
        ...(options.listening === undefined ? {} : { listening: options.listening }),
        fate: seededFate(stream.fork('fate'), options.killChance ?? KILL_CHANCE),
        trace,
        onService: options.onService,
        onHappening: options.onHappening ?? (() => undefined),
      }),
    );
  }
  return {
    hosts,
    limits: limitsOf(options.count, options.standby === true ? awayMaxOf(options.count) : CALM_AWAY_MAX),
  };
};

const limitsOf = (hosts: number, awayMax: number): Limits => ({
  clusters: servicesOf(hosts).map((service) => ({
    name: service,
    member: ({ spec }) => spec.labels.environment !== 'dev' && spec.labels.service === service,
    awayMax,
  })),
});

const specOf = (
  index: number,
  { count, standby = false }: { readonly count: number; readonly standby?: boolean },
  random: Random,
): HostSpec => {
  const services = servicesOf(count);
  const service = services[index % services.length] ?? 'app';
  const isDev = index < Math.ceil(count / 5);
  const group = String((Math.floor(index / services.length) % 2) + 1);
  const standsBy = standby && !isDev && Math.floor(index / services.length) % 3 === 2;
  const environment = isDev ? 'dev' : standsBy ? 'standby' : 'prod';
  const hostname = `${environment}-${service}-${index}`;
  const labels = environment === 'prod' ? { environment, service, group } : { environment, service };
  const packages = PACKAGES.map((name) => {
    // The first is behind everywhere, so that no host of the night has nothing to do.
    const isBehind = name === PACKAGES[0] || random.chance(0.7) || PACKAGES.indexOf(name) >= 6;
    const version = isBehind ? '1.0-1' : '1.0-1+deb12u1';
    return installed(name, version);
  });
  // Every second host needs a reboot, once: so that reboots are part of every night.
  return { hostname, labels, packages, needsReboot: index % 2 === 1 };
};
