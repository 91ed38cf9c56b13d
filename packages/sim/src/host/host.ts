// One simulated host: its ports for reporter and executor, over state that crashes and reboots leave or lose as a real one
// does. The programs that run on it are the agent's own (life.ts).

import type { ExecutorPorts } from '@slipway/agent/executor';
import { createFileInbox, createFilePlanOfAttempt, createFileTrustStore } from '@slipway/agent/inbox';
import type { Clock, ControllerLink, Crypto, Readings } from '@slipway/agent/ports';
import type { ReporterPorts } from '@slipway/agent/reporter';
import { createChecksQuestion, createWholeHostQuestion } from '@slipway/agent/root-questions';
import { encodeUtf8 } from '@slipway/core/document';
import type { LedgerEntry, LedgerFact } from '@slipway/core/execution';
import type { Digest, HostId } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import { addMs } from '@slipway/core/time';
import type { Random } from '../random/index.ts';
import type { WorldTime } from '../time/index.ts';
import type { Archive } from '../world/index.ts';
import { simulatedChecks, simulatedPackageFiles } from './checks.ts';
import { simulatedCluster } from './cluster.ts';
import { type Happening, type HappeningFact, type HostCondition, healthy } from './condition.ts';
import { simulatedFailureLogs } from './failure-logs.ts';
import { type SimulatedFiles, simulatedFiles } from './files.ts';
import { bootGuests, dropGuests, simulatedGuestLook, simulatedGuests } from './guests.ts';
import { simulatedKernels } from './kernels.ts';
import { type SimulatedPackages, simulatedPackages } from './packages.ts';
import { simulatedReadings } from './readings.ts';
import { simulatedRestorePointRecords, simulatedRestorePoints } from './restore-points.ts';
import { type SimulatedLedger, simulatedCache, simulatedLedger, simulatedStaging } from './storage.ts';
import {
  type Surroundings,
  simulatedConditions,
  simulatedHooks,
  simulatedServices,
  simulatedSoftware,
  simulatedSystem,
  unitsUsing,
} from './surroundings.ts';
import { type SimulatedUnits, simulatedUnits } from './transaction-unit.ts';

export interface HostSpec {
  readonly hostname: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly packages: readonly InstalledPackage[];
  readonly needsReboot: boolean;
}

export interface SimulatedHost {
  readonly spec: HostSpec;
  readonly condition: HostCondition;
  /** In order; what a story is judged by. */
  readonly happenings: readonly Happening[];
  hostId: HostId | null;
  /** Not drained. What the safety checks count. */
  inService: boolean;
  /** A guest whose carrier has shut it down, and until it has booted again. The safety checks count it as well. */
  isOff: boolean;
  setOff(isOff: boolean): void;
  readonly packages: SimulatedPackages;
  readonly executor: ExecutorPorts;
  readonly reporter: ReporterPorts;
  readonly questions: RootQuestions;
  /** Inbox, trust roots and the executor's copy of its plan, as bytes. */
  readonly files: SimulatedFiles;
  /** Asked for by the reboot step; life.ts takes the host down. */
  rebootAsked: boolean;
  executorUnmasked: boolean;
  /** What runs is cut where it is. */
  cutPower(): void;
  /** The disk is as it was when the ledger had that many lines; the packages are the caller's to put back. */
  restoreLedger(lines: number): void;
  /** The ledger's file is spoilt from that line on; `null`: somebody has put it back. */
  breakLedger(sequence: number | null): void;
  newBoot(): void;
}

export interface HostWorld {
  readonly time: WorldTime;
  /** Of the programs' own waits, where what surrounds them goes faster than their clock; else that of the world. */
  readonly programsSleep?: (ms: number) => Promise<void>;
  readonly random: Random;
  readonly archive: Archive;
  readonly crypto: Crypto;
  readonly pinnedDigest: Digest;
  readonly link: ControllerLink;
  /** What stands in its ledger already: the copy of another system's disk. */
  readonly ledger: readonly LedgerEntry[];
  /** Whenever a host goes away or comes back. */
  readonly onService: (host: SimulatedHost) => void;
  readonly onDocument: (host: SimulatedHost, kind: Watched) => void;
  readonly onHappening: (host: SimulatedHost, what: Happening) => void;
  /** Every line of its ledger, once it is written. */
  readonly onLine: (host: SimulatedHost, fact: LedgerFact) => void;
  readonly trace: (line: string) => void;
}

export const simulatedHost = (spec: HostSpec, world: HostWorld): SimulatedHost => {
  const { time, random, archive, crypto } = world;
  const condition = healthy(spec.needsReboot);
  const happenings: Happening[] = [];
  const happened = (fact: HappeningFact): void => {
    const what: Happening = { at: time.now(), ...fact };
    happenings.push(what);
    world.onHappening(host, what);
  };
  let boots = 0;
  let power = 0;
  let bootIdNow = bootIdOf(spec.hostname, boots, crypto);
  const bootId = (): string => bootIdNow;
  const [stale, staleLogins] = [new Set<string>(), new Set<string>()];
  const packages = simulatedPackages({
    ...{ time, archive, condition, sha256: crypto.sha256, installed: spec.packages },
    onReplaced: (names) => {
      for (const unit of unitsUsing(names)) stale.add(unit);
      // A login has loaded a bit of everything.
      for (const program of condition.logins) staleLogins.add(program);
    },
    rebuilds: () => condition.rebuilds,
  });
  const around: Surroundings = { time, random, condition, packages, stale, staleLogins, power: () => power, happened };
  const units = simulatedUnits({
    ...{ time, random, happened, seconds: () => condition.transactionSeconds },
    carryOut: (command, share) => packages.carryOut(command, share),
  });
  const points = simulatedRestorePoints(around);
  const setService = (inService: boolean): void => {
    if (host.inService === inService) return;
    host.inService = inService;
    world.onService(host);
  };
  const host: SimulatedHost = {
    spec,
    condition,
    happenings,
    hostId: null,
    inService: true,
    isOff: false,
    setOff: (isOff) => world.onService(Object.assign(host, { isOff })),
    packages,
    rebootAsked: false,
    executorUnmasked: false,
    cutPower: () => {
      power += 1;
      dropGuests(condition);
      units.losePower();
    },
    newBoot: () => {
      boots += 1;
      bootIdNow = bootIdOf(spec.hostname, boots, crypto);
      host.rebootAsked = false;
      condition.needsReboot = false;
      condition.users = [];
      stale.clear();
      staleLogins.clear();
      condition.logins.clear();
      points.boot();
      bootGuests(condition);
      happened({ kind: 'booted' });
    },
    ...programPorts({ hostname: spec.hostname, world, around, units, points, bootId, setService, host: () => host }),
  };
  return host;
};

/** A UUID, as the kernel makes it, and another one for every boot of every host; `boots`: since it was made. */
export const bootIdOf = (hostname: string, boots: number, { sha256 }: Pick<Crypto, 'sha256'>): string => {
  const hex = sha256(encodeUtf8(`${hostname} boot ${boots}`)).slice('sha256:'.length);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
};

/** What the path units watch, and who is started by it. */
const INBOX = '/inbox';
const WATCHED = ['grant', 'adoption', 'isolation', 'checks', 'verify'] as const;
export type Watched = (typeof WATCHED)[number];

const watchedFiles = (onDocument: (kind: Watched) => void): SimulatedFiles => {
  const kinds = new Map<string, Watched>(WATCHED.map((kind) => [`${INBOX}/${kind}.json`, kind]));
  return simulatedFiles((path) => {
    const kind = kinds.get(path);
    if (kind !== undefined) onDocument(kind);
  });
};

/** Of the reporter to root. */
export type RootQuestions = Pick<ReporterPorts, 'checksQuestion' | 'wholeHostQuestion'>;

const rootQuestions = (files: SimulatedFiles): RootQuestions => {
  const inFiles = (asked: Watched, answered: string) => ({
    ...{ asked: `${INBOX}/${asked}.json`, answered: `/executor/${answered}.json`, files },
  });
  return {
    checksQuestion: createChecksQuestion(inFiles('checks', 'checks')),
    wholeHostQuestion: createWholeHostQuestion(inFiles('verify', 'verified')),
  };
};

const clockOf = (
  { time, condition }: Surroundings,
  sleep: (ms: number) => Promise<void> = async (ms) => await time.sleep(ms),
): Clock => ({
  now: () => (condition.clockOffsetMs === 0 ? time.now() : addMs(time.now(), condition.clockOffsetMs)),
  monotonicMs: () => time.elapsedMs(),
  sleep,
});

const readingsOf = (around: Surroundings): Readings => ({
  ...simulatedReadings(around),
  unitState: async (unit) => await simulatedServices(around).state(unit),
});

const switchOf = (host: () => SimulatedHost): ExecutorPorts['executorSwitch'] => {
  const setMask = (unmasked: boolean) => async () => {
    host().executorUnmasked = unmasked;
  };
  return { unmask: setMask(true), mask: setMask(false) };
};

interface Programs {
  readonly hostname: string;
  readonly world: HostWorld;
  readonly around: Surroundings;
  readonly units: SimulatedUnits;
  readonly points: ExecutorPorts['restorePoints'];
  readonly bootId: () => string;
  readonly setService: (inService: boolean) => void;
  readonly host: () => SimulatedHost;
}

const ledgerOf = ({ world, around, bootId, host }: Programs, clock: Clock): SimulatedLedger =>
  simulatedLedger({
    now: () => clock.now(),
    bootId,
    sha256: world.crypto.sha256,
    entries: world.ledger,
    isFull: () => around.condition.diskFull,
    onLine: (fact) => world.onLine(host(), fact),
  });

const programPorts = (
  options: Programs,
): Pick<SimulatedHost, 'questions' | 'executor' | 'reporter' | 'files' | 'restoreLedger' | 'breakLedger'> => {
  const { hostname, world, around, bootId, host } = options;
  const { crypto, trace } = world;
  const clock = clockOf(around, world.programsSleep);
  const ledger = ledgerOf(options, clock);
  const files = watchedFiles((kind) => world.onDocument(host(), kind));
  const questions = rootQuestions(files);
  const inbox = createFileInbox({ directory: INBOX, files });
  const trustOf = (program: string) =>
    createFileTrustStore({ path: `/${program}/trust.json`, pinnedDigest: world.pinnedDigest, files });
  const cache = simulatedCache(crypto.sha256);
  const system = simulatedSystem(around, {
    hostname,
    sha256: crypto.sha256,
    bootId,
    askReboot: () => {
      host().rebootAsked = true;
    },
  });
  return {
    files,
    restoreLedger: ledger.restore,
    breakLedger: ledger.breakAt,
    executor: {
      checks: simulatedChecks(around),
      clock,
      cluster: simulatedCluster(around),
      failureLogs: simulatedFailureLogs(around.condition),
      conditions: simulatedConditions(around),
      crypto,
      executorSwitch: switchOf(host),
      guests: simulatedGuests(around),
      hooks: simulatedHooks(around, options.setService),
      inbox,
      kernels: simulatedKernels(),
      ledger,
      packageFiles: simulatedPackageFiles(around),
      packages: around.packages.executor,
      planOfAttempt: createFilePlanOfAttempt({ path: '/executor/plan.json', files }),
      planOfIsolation: createFilePlanOfAttempt({ path: '/executor/isolation.json', files }),
      restorePointRecords: simulatedRestorePointRecords(),
      restorePoints: options.points,
      services: simulatedServices(around),
      staging: simulatedStaging(cache, crypto.sha256, (path) => around.packages.madeAt(path)),
      system,
      transactionUnit: options.units,
      trust: trustOf('executor'),
    },
    questions,
    reporter: {
      ...{ ...questions, clock, crypto, inbox, ledger },
      content: cache,
      link: world.link,
      output: options.units,
      packages: around.packages.observer,
      guests: simulatedGuestLook(around),
      readings: readingsOf(around),
      software: simulatedSoftware(around),
      system,
      trust: trustOf('reporter'),
      log: (message, data) => trace(`${hostname} reporter: ${message} ${JSON.stringify(data ?? {})}`),
    },
  };
};
