// One simulated host: its ports for reporter and executor, over state that crashes and reboots leave or lose as a real one
// does. The programs that run on it are the agent's own (life.ts).

import type { ExecutorPorts } from '@slipway/agent/executor';
import type {
  Clock,
  ControllerLink,
  Crypto,
  Hooks,
  ServiceManager,
  System,
  TransactionUnit,
} from '@slipway/agent/ports';
import type { ReporterPorts } from '@slipway/agent/reporter';
import type { Digest, HostId } from '@slipway/core/ids';
import type { InstalledPackage, SystemFacts } from '@slipway/core/inventory';
import { ok } from '@slipway/core/reasons';
import type { Random } from '../random/index.ts';
import type { VirtualTime } from '../time/index.ts';
import type { Archive } from '../world/index.ts';
import { type SimulatedPackages, simulatedPackages } from './packages.ts';
import { simulatedCache, simulatedInbox, simulatedLedger, simulatedStaging, simulatedTrust } from './storage.ts';

export interface HostSpec {
  readonly hostname: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly packages: readonly InstalledPackage[];
}

export interface SimulatedHost {
  readonly spec: HostSpec;
  hostId: HostId | null;
  /** In its service: not drained and not down. What the safety checks count. */
  inService: boolean;
  readonly packages: SimulatedPackages;
  readonly executor: ExecutorPorts;
  readonly reporter: ReporterPorts;
  /** Asked for by the reboot step; life.ts takes the host down. */
  rebootAsked: boolean;
  executorUnmasked: boolean;
  newBoot(): void;
}

export interface HostWorld {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly archive: Archive;
  readonly crypto: Crypto;
  readonly pinnedDigest: Digest;
  readonly link: ControllerLink;
  /** Whenever a host goes away or comes back. */
  readonly onService: (host: SimulatedHost) => void;
  readonly onDocument: (host: SimulatedHost, kind: 'grant' | 'adoption') => void;
  readonly trace: (line: string) => void;
}

/** A dpkg run takes seconds; unpacked and configured at its end, or cut at any share of it. */
const TRANSACTION_SECONDS = { low: 5, high: 40 };

export const simulatedHost = (spec: HostSpec, world: HostWorld): SimulatedHost => {
  const { time, archive, crypto, trace } = world;
  let boots = 0;
  const bootId = (): string => `00000000-0000-4000-8000-${`${boots}`.padStart(12, '0')}`;
  const packages = simulatedPackages({ time, archive, sha256: crypto.sha256, installed: spec.packages });
  const clock: Clock = {
    now: () => time.now(),
    monotonicMs: () => time.elapsedMs(),
    sleep: async (ms) => await time.sleep(ms),
  };
  const ledger = simulatedLedger({ now: () => time.now(), bootId, sha256: crypto.sha256 });
  const inbox = simulatedInbox((kind) => world.onDocument(host, kind));
  const cache = simulatedCache(crypto.sha256);
  const system = simulatedSystem({ world, spec, bootId, boots: () => boots, host: () => host });
  const unit = simulatedUnit(world, packages, () => boots);
  const hooks = simulatedHooks(world, (inService) => setService(inService));
  const setService = (inService: boolean): void => {
    if (host.inService === inService) return;
    host.inService = inService;
    world.onService(host);
  };
  const host: SimulatedHost = {
    spec,
    hostId: null,
    inService: true,
    packages,
    rebootAsked: false,
    executorUnmasked: false,
    newBoot: () => {
      boots += 1;
      host.rebootAsked = false;
    },
    executor: {
      clock,
      crypto,
      executorSwitch: {
        unmask: async () => {
          host.executorUnmasked = true;
        },
        mask: async () => {
          host.executorUnmasked = false;
        },
      },
      hooks,
      inbox,
      ledger,
      packages: packages.executor,
      services: HEALTHY_SERVICES,
      staging: simulatedStaging(cache, crypto.sha256),
      system,
      transactionUnit: unit,
      trust: simulatedTrust(world.pinnedDigest),
    },
    reporter: {
      clock,
      crypto,
      content: cache,
      inbox,
      ledger,
      link: world.link,
      packages: packages.observer,
      system,
      trust: simulatedTrust(world.pinnedDigest),
      log: (message, data) => trace(`${spec.hostname} reporter: ${message} ${JSON.stringify(data ?? {})}`),
    },
  };
  return host;
};

/** Drain and undrain take the host out of its service and back; every other hook says yes. */
const simulatedHooks = ({ time, random }: HostWorld, setService: (inService: boolean) => void): Hooks => ({
  call: async ({ hook }) => {
    await time.sleep(random.between(50, 3000));
    if (hook === 'drain') setService(false);
    if (hook === 'undrain') setService(true);
    return ok({ status: 0, output: `${hook} done` });
  },
});

const HEALTHY_SERVICES: ServiceManager = {
  state: async () => 'active',
  failedUnits: async () => [],
  restart: async (units) => units.map((name) => ({ unit: name, before: 'active', after: 'active' })),
};

const simulatedSystem = (options: {
  readonly world: HostWorld;
  readonly spec: HostSpec;
  readonly bootId: () => string;
  readonly boots: () => number;
  readonly host: () => SimulatedHost;
}): System => {
  const { world, spec, bootId, boots, host } = options;
  const facts: SystemFacts = {
    hostname: spec.hostname,
    distribution: 'debian',
    release: 'bookworm',
    prettyName: 'Debian GNU/Linux 12 (bookworm)',
    architecture: 'amd64',
    packageFormat: 'deb',
    bootId: '',
    machineIdDigest: world.crypto.sha256(new TextEncoder().encode(spec.hostname)),
    kernel: { running: '6.1.0-40-amd64', nextBoot: null, installed: ['6.1.0-40-amd64'] },
    virtualisation: null,
  };
  return {
    facts: async () => ok({ ...facts, bootId: bootId() }),
    bootId: async () => bootId(),
    staleProcesses: async () => [],
    restartNeed: async () => ({ kind: 'known', asOf: world.time.now(), processes: [] }),
    // Every second host needs one, once: so that reboots are part of every night.
    rebootNeed: async () =>
      boots() === 0 && spec.hostname.endsWith('1') ? { kind: 'needed', causes: ['simulated'] } : { kind: 'not-needed' },
    freeSpace: async () => ({ bytes: 10 ** 11, inodes: 10 ** 7 }),
    stopped: async () => false,
    reboot: async () => {
      host().rebootAsked = true;
      return ok(undefined);
    },
  };
};

/** Runs in virtual time, outlives the executor, and dies with the boot: then nobody knows its end. */
const simulatedUnit = (world: HostWorld, packages: SimulatedPackages, boots: () => number): TransactionUnit => {
  const units = new Map<
    string,
    { readonly startedIn: number; readonly since: ReturnType<VirtualTime['now']>; ended: boolean }
  >();
  return {
    start: async ({ name, command }) => {
      const unit = { startedIn: boots(), since: world.time.now(), ended: false };
      units.set(name, unit);
      const seconds = world.random.between(TRANSACTION_SECONDS.low, TRANSACTION_SECONDS.high);
      void world.time.sleep(seconds * 1000).then(() => {
        if (unit.startedIn !== boots()) return;
        packages.carryOut(command, 1);
        unit.ended = true;
      });
      return ok(undefined);
    },
    look: async (name) => {
      const unit = units.get(name);
      if (unit === undefined) return { kind: 'absent' };
      if (unit.ended) return { kind: 'ended', succeeded: true, status: 'exited 0', output: 'done' };
      return unit.startedIn === boots() ? { kind: 'running', since: unit.since } : { kind: 'unknown' };
    },
  };
};
