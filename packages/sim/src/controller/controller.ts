import { type App, LOOPS, runLoop } from '@slipway/controller/app';
import { openContentMemory } from '@slipway/controller/content/memory';
import type { Content, Feeds, Ids, Nudge, OutOfBand, OwnCauses, Passwords, Probes } from '@slipway/controller/ports';
import { type MemoryStore, openMemoryStore } from '@slipway/controller/store/memory';
import { type Zones, zoneSpanAround, zonesFromIntl } from '@slipway/core/calendar';
import { asHostId, asRolloutId, type Digest, type HostId } from '@slipway/core/ids';
import { ok, reason, refuse } from '@slipway/core/reasons';
import type { Random } from '../random/index.ts';
import type { VirtualTime } from '../time/index.ts';
import { type Archive, simulatedProbes } from '../world/index.ts';
import { collectingNotify, type SimulatedNotify } from './notify.ts';
import { realCrypto, type SimulatedSigning, seededSigning } from './signing.ts';

export interface SimulatedController {
  readonly app: App;
  readonly signing: SimulatedSigning;
  readonly notify: SimulatedNotify;
  readonly store: MemoryStore;
  /** Runs the loops until the signal. */
  run(signal: AbortSignal): void;
}

export const simulatedController = async (options: {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly archive: Archive;
  readonly trace: (line: string) => void;
  /** What vendors publish in this world; nothing unless given. */
  readonly feeds?: Feeds;
  /** Where files of packages are kept; one that is never full unless given. */
  readonly content?: Content;
  /** The zone database of now; that of this runtime unless given. */
  readonly zones?: () => Zones;
  /** What systems outside say in this world; nobody answers unless given. */
  readonly probes?: Probes;
  /** Rows of known causes that its people wrote; none unless given. */
  readonly ownCauses?: OwnCauses;
  /** Whoever watches what anybody stores; nobody unless given. */
  readonly watchStore?: (store: MemoryStore) => MemoryStore;
  /** Between check-ins of a host that nothing is near. */
  readonly idleCheckInSeconds?: number;
  /** From a hint to the look that follows it; what is hinted at meanwhile is the same look. None unless given. */
  readonly hintMs?: number;
}): Promise<SimulatedController> => {
  const { time, random, archive, trace, probes = simulatedProbes(), idleCheckInSeconds = 60, hintMs = 0 } = options;
  const signing = seededSigning(random.fork('keys'), time);
  const clock = { now: () => time.now(), sleep: async (ms: number) => await time.sleep(ms) };
  const ofThisRuntime = zonesOfThisRuntime(time);
  const zones = options.zones ?? (() => ofThisRuntime);
  const log = (level: string) => (message: string, data?: Readonly<Record<string, unknown>>) =>
    trace(`${time.now()} controller ${level}: ${message} ${describe(data)}`);
  const store = options.watchStore?.(openMemoryStore()) ?? openMemoryStore();
  const notify = collectingNotify(() => time.now());
  const app: App = {
    ports: {
      archives: { deb: archive, rpm: archive },
      authority: {
        certificatePem: async () => 'simulated',
        issueHostCertificate: async ({ hostId }) => ok({ certificate: 'simulated', serial: `serial-${hostId}` }),
      },
      clock,
      content: options.content ?? openContentMemory(),
      feeds: options.feeds ?? NO_FEEDS,
      ids: seededIds(random.fork('ids')),
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      notify,
      nudge: virtualNudge(time, hintMs),
      outOfBand: NO_OUT_OF_BAND,
      ownCauses: options.ownCauses ?? NO_CAUSES,
      passwords: PLAIN_PASSWORDS,
      probes,
      sha256: realCrypto.sha256,
      signing,
      store,
      get zones() {
        return zones();
      },
    },
    // Every host has checked in at least twice by the time that proposals are waited for no longer.
    options: { owner: 'controller-1', idleCheckInSeconds, proposalWaitSeconds: Math.max(600, idleCheckInSeconds * 2) },
  };
  return {
    app,
    signing,
    notify,
    store,
    run: (signal) => {
      for (const loop of LOOPS) void runLoop(app, loop, signal);
    },
  };
};

const NO_OUT_OF_BAND: OutOfBand = { call: async ({ hook }) => refuse('hook-missing', { hook }) };
const NO_CAUSES: OwnCauses = { read: async () => ({ causes: [], refused: [] }) };

/** Nobody guesses here, and a slow hash would take real time. */
const PLAIN_PASSWORDS: Passwords = {
  hash: async (password) => `plain ${password}`,
  fits: async (password, hash) => hash === `plain ${password}`,
};

/** Nobody adds a feed in most worlds, and nobody then reads one. */
const NO_FEEDS: Feeds = {
  kinds: [],
  read: async (spec) => ({ kind: 'refused', reason: reason('not-found', { what: 'feed', id: spec.name }) }),
};

export const zonesOfThisRuntime = (time: VirtualTime): Zones =>
  zonesFromIntl({ intl: Intl, version: process.versions['tz'] ?? '', ...zoneSpanAround(time.now()) });

const describe = (data: Readonly<Record<string, unknown>> | undefined): string =>
  JSON.stringify(data ?? {}, (_key, value: unknown) => (value instanceof Error ? value.message : value));

const seededIds = (random: Random): Ids => {
  const counts = new Map<string, number>();
  // Counted by what they name: one more of another kind leaves these as they are.
  const next = (prefix: string): string => {
    const count = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, count);
    return `${prefix}-${String(count).padStart(4, '0')}`;
  };
  const hosts = new Map<Digest, HostId>();
  return {
    hostId: (of) => {
      const hostId = (of === undefined ? undefined : hosts.get(of)) ?? asHostId(next('host'));
      if (of !== undefined) hosts.set(of, hostId);
      return hostId;
    },
    rolloutId: () => asRolloutId(next('rollout')),
    named: next,
    secret: () => next(`secret-${random.between(0, 2 ** 31)}`),
  };
};

/** Hints within virtual time; the waits time out there too. */
const virtualNudge = (time: VirtualTime, hintMs: number): Nudge => {
  const waiting = new Map<string, Set<() => void>>();
  const hinted = new Set<string>();
  const wakeAll = (subject: string): void => {
    hinted.delete(subject);
    const wakes = [...(waiting.get(subject) ?? [])];
    waiting.delete(subject);
    for (const wake of wakes) wake();
  };
  return {
    notify: (subject) => {
      if (hintMs === 0) return wakeAll(subject);
      if (hinted.has(subject)) return;
      hinted.add(subject);
      void time.sleep(hintMs).then(() => wakeAll(subject));
    },
    wait: async (subject, waitMs) =>
      await new Promise((resolve) => {
        const wakes = waiting.get(subject) ?? new Set();
        waiting.set(subject, wakes);
        wakes.add(resolve);
        void time.sleep(waitMs).then(() => {
          wakes.delete(resolve);
          resolve();
        });
      }),
  };
};
