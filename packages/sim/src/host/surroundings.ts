// What surrounds the programs on a simulated host: the system itself, its services, and the hooks of its service's owner.

import type { Hooks, HostConditions, ServiceManager, SoftwareObserver, System } from '@slipway/agent/ports';
import { encodeUtf8, type Sha256 } from '@slipway/core/document';
import type { SystemFacts } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { HookedStep } from '@slipway/core/step';
import { never } from '../mortal/index.ts';
import type { Random } from '../random/index.ts';
import type { WorldTime } from '../time/index.ts';
import type { HappeningFact, HostCondition } from './condition.ts';
import { simulatedBoot } from './kernels.ts';
import { MOVING_HOOK, moveGuest } from './moved-guests.ts';
import type { SimulatedPackages } from './packages.ts';

export interface Surroundings {
  readonly time: WorldTime;
  readonly random: Random;
  readonly condition: HostCondition;
  readonly packages: SimulatedPackages;
  /** Units that still run the code that stood there before. */
  readonly stale: Set<string>;
  /** Programs of logins that do; no unit is theirs, and nothing restarts them. */
  readonly staleLogins: ReadonlySet<string>;
  /** Another number after every loss of power: what ran before it does not go on. */
  readonly power: () => number;
  readonly happened: (what: HappeningFact) => void;
}

/** Whose processes map whose files; what is not named here runs in no process. */
const UNITS_USING: Readonly<Record<string, readonly string[]>> = {
  nginx: ['nginx.service'],
  haproxy: ['haproxy.service'],
  openssl: ['nginx.service', 'haproxy.service'],
  libssl3: ['nginx.service', 'haproxy.service'],
};
export const unitsUsing = (names: readonly string[]): readonly string[] => [
  ...new Set(names.flatMap((name) => UNITS_USING[name] ?? [])),
];

/** A package whose installed version is a bad one, or whose data is. */
const illWith = ({ condition: { badVersions, spoilt }, packages }: Surroundings): string | null =>
  packages.installed().find(({ name, version }) => spoilt.has(name) || badVersions.has(`${name} ${version}`))?.name ??
  null;

/** Old code goes on running well. */
const unitState = (around: Surroundings, unit: string): string => {
  const bad = around.stale.has(unit) ? null : illWith(around);
  return bad !== null && unitsUsing([bad]).includes(unit) ? 'failed' : 'active';
};

/** The check of the service's owner: says whether what it serves is well. */
export const CHECK_HOOK = 'is-well';

/** What lies in every host's folder; only the one that moves guests takes parameters. */
const HOOKS: { readonly [Step in HookedStep]: true } & Readonly<Record<typeof CHECK_HOOK | typeof MOVING_HOOK, true>> =
  {
    'ask-cluster': true,
    drain: true,
    quiesce: true,
    settle: true,
    undrain: true,
    confirm: true,
    [CHECK_HOOK]: true,
    [MOVING_HOOK]: true,
  };

/**
 * Drain and undrain take the host out of its service and back; the others answer. Held to what the real folder does by the
 * contract suite that both pass.
 */
export const simulatedHooks = (around: Surroundings, setService: (inService: boolean) => void): Hooks => ({
  call: async ({ hook, parameters }, timeoutSeconds) => {
    const { time, random, condition, happened } = around;
    if (!Object.hasOwn(HOOKS, hook)) return refuse('hook-missing', { hook });
    const [parameter] = hook === MOVING_HOOK ? [] : Object.keys(parameters);
    if (parameter !== undefined) return refuse('hook-parameter-refused', { parameter, hook });
    happened({ kind: 'hook', hook, phase: 'called' });
    const power = around.power();
    const seconds = condition.hookSeconds.get(hook) ?? random.between(50, 3000) / 1000;
    await time.sleep(Math.min(seconds, timeoutSeconds) * 1000);
    if (around.power() !== power) return await never();
    // Ended where it was: what it was to do is not done.
    if (seconds > timeoutSeconds) return refuse('hook-timed-out', { hook, seconds: timeoutSeconds });
    if (hook === MOVING_HOOK && !moveGuest(around, parameters)) return ok({ status: 2, output: 'it stays' });
    if (hook === 'drain') setService(false);
    if (hook === 'undrain') setService(true);
    happened({ kind: 'hook', hook, phase: 'ended' });
    const bad = hook === CHECK_HOOK ? illWith(around) : null;
    if (bad !== null) return ok({ status: 2, output: `${bad} does not answer` });
    return ok({ status: condition.hookStatus.get(hook) ?? 0, output: `${hook} done` });
  },
});

/** Nothing but packages lies on a simulated host. */
export const simulatedSoftware = ({ time }: Surroundings): SoftwareObserver => {
  const nothing = { kind: 'known', items: [], total: 0 } as const;
  return {
    unmanagedSoftware: async () => ({
      kind: 'known',
      asOf: time.now(),
      programs: nothing,
      snaps: nothing,
      flatpaks: nothing,
      containers: nothing,
    }),
  };
};

const SERVICES = [...new Set(Object.values(UNITS_USING).flat())].sort();

/** As systemd 252 says it. */
const sayFailed = ({ condition, time }: Surroundings, unit: string): void => {
  const said = { at: time.now(), unit, by: 'systemd' };
  condition.journal.push(
    { ...said, priority: 5, text: `${unit}: Main process exited, code=exited, status=1/FAILURE` },
    { ...said, priority: 4, text: `${unit}: Failed with result 'exit-code'.` },
    { ...said, priority: 3, text: `Failed to start ${unit}.` },
  );
};

export const simulatedServices = (around: Surroundings): ServiceManager => {
  const inState = (wanted: string) => SERVICES.filter((unit) => unitState(around, unit) === wanted);
  const restart: ServiceManager['restart'] = async (unit) => {
    const before = unitState(around, unit);
    if (before !== 'active') return { unit, before, after: before };
    around.stale.delete(unit);
    around.happened({ kind: 'restarted', unit });
    const after = unitState(around, unit);
    if (after !== 'active') sayFailed(around, unit);
    return { unit, before, after };
  };
  return {
    state: async (unit) => unitState(around, unit),
    hadNothingToDo: async () => false,
    failedUnits: async () => ok(inState('failed')),
    runningServices: async () => ok(inState('active')),
    restartOrder: async (units) => [...new Set(units)].sort(),
    restart,
    start: async (unit) => ({ unit, before: unitState(around, unit), after: unitState(around, unit) }),
  };
};

/** Room for everything, nobody logged in, nothing against it but root's own files. */
export const simulatedConditions = ({ condition, packages }: Surroundings): HostConditions => ({
  fileSystem: async (path) =>
    ok({
      mountPoint: path === '/boot' && condition.bootBytes !== null ? '/boot' : '/',
      freeBytes: condition.diskFull
        ? 0
        : path === '/boot'
          ? simulatedBoot(packages.installed(), condition.bootBytes).freeBytes
          : 10 ** 11,
      freeInodes: 10 ** 7,
      readOnly: false,
      noExec: false,
    }),
  kernelSizes: async () => simulatedBoot(packages.installed(), condition.bootBytes).sizes,
  loaderKernels: async () => ok([]),
  users: async () =>
    condition.users === 'unknown' ? refuse('users-unknown', { detail: 'simulated' }) : ok(condition.users),
  power: async () => ok('mains'),
  inhibitions: async () => ok(condition.inhibitions),
});

const mayReboot = ({ rebootBlockedBy }: HostCondition): Outcome<void> =>
  rebootBlockedBy === null
    ? ok(undefined)
    : refuse('host-refuses-more', { detail: `no reboot: inhibited by ${rebootBlockedBy}` });

export const simulatedSystem = (
  around: Surroundings,
  host: {
    readonly hostname: string;
    readonly sha256: Sha256;
    readonly bootId: () => string;
    readonly askReboot: () => void;
  },
): System => {
  const { condition, happened, time } = around;
  const facts: SystemFacts = {
    hostname: host.hostname,
    distribution: 'debian',
    release: 'bookworm',
    prettyName: 'Debian GNU/Linux 12 (bookworm)',
    architecture: 'amd64',
    packageFormat: 'deb',
    bootId: '',
    machineIdDigest: host.sha256(encodeUtf8(host.hostname)),
    kernel: simulatedBoot([], null).facts,
    virtualisation: null,
  };
  const staleProcesses: System['staleProcesses'] = async () => [
    ...[...around.stale].map((unit, index) => ({
      pid: 400 + index,
      executable: `/usr/sbin/${unit.split('.')[0]}`,
      unit,
      files: [],
    })),
    ...[...around.staleLogins].map((executable, index) => ({ pid: 9000 + index, executable, unit: null, files: [] })),
  ];
  return {
    facts: async () =>
      ok({
        ...facts,
        bootId: host.bootId(),
        kernel: simulatedBoot(around.packages.installed(), condition.bootBytes).facts,
      }),
    bootId: async () => host.bootId(),
    staleProcesses,
    otherLook: async () => null,
    interpreters: async () => [],
    restartNeed: async () => ({ kind: 'known', asOf: time.now(), processes: await staleProcesses() }),
    rebootNeed: async () =>
      condition.needsReboot ? { kind: 'needed', causes: ['simulated'] } : { kind: 'not-needed' },
    stopped: async () => condition.stopFile,
    tellUsers: async (text) => {
      happened({ kind: 'users-told', text });
      return ok(undefined);
    },
    mayReboot: async () => mayReboot(condition),
    reboot: async () => {
      const may = mayReboot(condition);
      if (!may.ok) return may;
      happened({ kind: 'reboot-asked' });
      host.askReboot();
      return ok(undefined);
    },
  };
};
