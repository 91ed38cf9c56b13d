// What befalls hosts from outside of their programs: line, power, clock, disk, locks, clusters, hands, restored disks.

import { compareDeb } from '@slipway/core/version';
import type { PlacedHost } from '../fleet/index.ts';
import type { HostCondition } from '../host/index.ts';
import { type Fault, forAWhile, momentChance, nowAndAt, nowAndThen, oneOf, pass } from './world.ts';

const set =
  (change: Partial<HostCondition>) =>
  ({ condition }: PlacedHost): void =>
    void Object.assign(condition, change);

const OFTEN = { low: 2, high: 15 };
const SELDOM = { low: 10, high: 60 };
/** Longer than any hook of the night's policy may take. */
const HANGING_SECONDS = 1000;

/** Of a cluster with its limit used up for all of the night nobody else would begin. */
const AWAY_HOSTS_MAX = 2;

export const hostFaults = {
  'line-down': forAWhile(
    'is not reached',
    { at: 'drained', every: OFTEN, lasts: { low: 1, high: 40 } },
    {
      on: set({ lineDown: true }),
      off: set({ lineDown: false }),
    },
  ),
  // Off the network for longer than any grant or lease lasts: what it was told before is old when it is back.
  'away-for-long': forAWhile(
    'is away',
    { at: 'drained', every: SELDOM, lasts: { low: 45, high: 120 } },
    {
      on: (host) => {
        host.condition.lineDown = true;
        host.condition.boots = 'never-back';
        host.losePower();
      },
      off: ({ condition }) => {
        condition.boots = 'well';
        condition.lineDown = false;
      },
    },
  ),
  // It was told to begin, and has not: with that grant and that plan on its disk it comes back weeks later.
  'away-for-weeks': async (world, random) => {
    const gone = new Set<PlacedHost>();
    world.atMoment('granted', (host) => {
      if (world.over() || gone.size >= AWAY_HOSTS_MAX || gone.has(host) || !random.chance(momentChance(world))) return;
      gone.add(host);
      world.say(`${host.spec.hostname} is away for weeks`);
      Object.assign(host.condition, { lineDown: true, boots: 'never-back' });
      host.losePower();
      world.weeksLater(() => {
        Object.assign(host.condition, { lineDown: false, boots: 'well' });
        world.say(`${host.spec.hostname} comes back`);
      });
    });
  },
  'power-lost': nowAndAt('drained', { low: 1, high: 12 }, async (world, random, host) => {
    if (host !== null) await pass(world, random, { low: 0, high: 2 });
    if (!world.over()) (host ?? oneOf(world.hosts, random))?.losePower();
  }),
  'reboot-dead': forAWhile(
    'would not come back from a boot',
    { at: 'drained', every: OFTEN, lasts: { low: 10, high: 90 } },
    {
      on: set({ boots: 'never-back' }),
      off: set({ boots: 'well' }),
    },
  ),
  'reboot-refused': forAWhile(
    'would not go down',
    { at: 'drained', every: OFTEN, lasts: { low: 10, high: 40 } },
    {
      on: set({ boots: 'never-down' }),
      // Told `reboot-not-down` by the controller, somebody goes there and presses the button: nothing else starts root's program again.
      off: (host) => {
        host.condition.boots = 'well';
        if (host.rebootAsked) host.losePower();
      },
    },
  ),
  'clock-wrong': forAWhile(
    'has a wrong clock',
    { at: 'granted', every: OFTEN, lasts: { low: 1, high: 30 } },
    {
      on: ({ condition }, random) => {
        condition.clockOffsetMs = random.between(20, 1500) * (random.chance(0.5) ? 1000 : -1000);
      },
      off: set({ clockOffsetMs: 0 }),
    },
  ),
  'package-lock': forAWhile(
    'has its packages locked',
    { at: 'drained', every: OFTEN, lasts: { low: 1, high: 20 } },
    {
      on: set({ lockedBy: 'apt-get (pid 812, unit apt-daily-upgrade.service)' }),
      off: set({ lockedBy: null }),
    },
  ),
  // Ended at its time limit where it was: the host serves still, or serves not yet.
  'hooks-hang': forAWhile(
    'has hooks that hang',
    { at: 'granted', every: OFTEN, lasts: { low: 2, high: 20 } },
    {
      on: ({ condition }, random) => {
        condition.hookSeconds.set(random.chance(0.7) ? 'drain' : 'undrain', HANGING_SECONDS);
      },
      off: ({ condition }) => {
        for (const hook of ['drain', 'undrain']) condition.hookSeconds.delete(hook);
      },
    },
  ),
  'host-disk-full': forAWhile(
    'has a full disk',
    { every: OFTEN, lasts: { low: 1, high: 15 } },
    {
      on: set({ diskFull: true }),
      off: set({ diskFull: false }),
    },
  ),
  'apply-breaks': forAWhile(
    'ends transactions half-way',
    { at: 'drained', every: OFTEN, lasts: { low: 5, high: 30 } },
    {
      on: set({ breaksApply: true }),
      off: set({ breaksApply: false }),
    },
  ),
  'checks-flap': forAWhile(
    'does not answer',
    { every: OFTEN, lasts: { low: 1, high: 10 } },
    {
      on: ({ condition }, random) => void condition.checks.set('http', random.chance(0.5) ? 'ill' : 'stuck'),
      off: ({ condition }) => void condition.checks.delete('http'),
    },
  ),
  'cluster-silent': forAWhile(
    'hears nothing of its cluster',
    { every: OFTEN, lasts: { low: 3, high: 40 } },
    {
      on: ({ condition }, random, { time }) => {
        condition.clusters.set('etcd', random.chance(0.5) ? 'silent' : 'missing');
        condition.clustersSinceMs = time.elapsedMs();
      },
      off: ({ condition }) => {
        condition.clusters.delete('etcd');
        condition.clustersSinceMs = null;
      },
    },
  ),
  'stop-file': forAWhile(
    'has the stop file',
    { at: 'granted', every: OFTEN, lasts: { low: 1, high: 25 } },
    {
      on: set({ stopFile: true }),
      off: set({ stopFile: false }),
    },
  ),
  'changed-by-hand': async (world, random) => {
    const change = (host: PlacedHost | null): void => {
      const found = oneOf(host?.packages.installed() ?? [], random);
      if (host === null || found === null || world.over()) return;
      // Newer than anything that anybody planned for.
      const version = `1.0-1+deb12u${random.between(1, 20)}`;
      if (compareDeb(found.version, version) >= 0) return;
      world.say(`${host.spec.hostname} has ${found.name} ${version} by hand`);
      host.packages.changeByHand(found.name, version);
    };
    world.atMoment('drained', (host) => {
      if (random.chance(momentChance(world))) change(host);
    });
    await nowAndThen(OFTEN, async () => change(oneOf(world.hosts, random)))(world, random);
  },
  // Its disk as it was some time ago: ledger, packages, inbox, roots. The boots go on.
  'disk-restored': nowAndThen(SELDOM, async (world, random) => {
    const host = oneOf(world.hosts, random);
    if (host === null) return;
    const { length } = await host.executor.ledger.read();
    const installed = host.packages.installed();
    const files = [...host.files.content];
    await pass(world, random, { low: 5, high: 60 });
    if (world.over() || host.condition.boots !== 'well' || host.condition.diskFull) return;
    host.condition.boots = 'never-back';
    host.losePower();
    await pass(world, random, { low: 12, high: 40 });
    host.restoreLedger(length);
    host.packages.putBack(installed);
    host.files.content.clear();
    for (const [path, bytes] of files) host.files.content.set(path, bytes);
    host.condition.boots = 'well';
    world.say(`${host.spec.hostname} is as it was: ${length} lines`);
  }),
  'host-cloned': nowAndThen({ low: 30, high: 120 }, async (world, random) => {
    const host = oneOf(world.hosts, random);
    if (host?.hostId == null || host.condition.boots !== 'well') return;
    const copy = await world.clone(host);
    world.say(`${host.spec.hostname} is copied`);
    await pass(world, random, { low: 5, high: 60 });
    // Somebody has found it.
    copy.condition.boots = 'never-back';
    copy.losePower();
  }),
} as const satisfies Readonly<Record<string, Fault>>;
