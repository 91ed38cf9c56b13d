// A package manager of a simulated host: a list of packages, an archive to upgrade from, and transactions that take time
// and can be cut. Held to what the real apt does by the contract suite that both pass.

import type { OwnPackages, PackageExecutor, PackageObserver, ProposalWish, WayDown } from '@slipway/agent/ports';
import { encodeUtf8, type Sha256 } from '@slipway/core/document';
import {
  fingerprintOf,
  type InstalledPackage,
  type PackageOrigins,
  type PendingUpdate,
  packageKey,
} from '@slipway/core/inventory';
import type { Proposal, ProposedChange, RefusedTarget } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { compareDeb } from '@slipway/core/version';
import type { WorldTime } from '../time/index.ts';
import { ARCHIVE_ORIGIN, type Archive } from '../world/index.ts';
import type { HostCondition } from './condition.ts';
import { kernelBroughtBy } from './kernels.ts';
import { type SimulatedSources, simulatedSources } from './sources.ts';
import type { CommandEnd } from './transaction-unit.ts';

export interface SimulatedPackages {
  readonly observer: PackageObserver;
  readonly executor: PackageExecutor;
  readonly sources: SimulatedSources;
  /** What a transaction does to the list; `share` of 1 is all of it, with less it ends in the middle of a package. */
  carryOut(command: readonly string[], share: number): CommandEnd;
  /** The disk is as it was. */
  putBack(packages: readonly InstalledPackage[]): void;
  /** By somebody who is not Slipway. */
  changeByHand(name: string, version: string): void;
  holdByHand(name: string): void;
  /** Of a package that was made anew; `null`: nothing lies there. */
  madeAt(path: string): Uint8Array | null;
  installed(): readonly InstalledPackage[];
  versionOf(name: string): string | null;
}

/** A package of the simulated world, in that version. */
export const installed = (name: string, version: string): InstalledPackage => ({
  name,
  architecture: 'amd64',
  version,
  sourceName: name,
  sourceVersion: version,
  state: 'installed',
  automatic: name.startsWith('lib'),
  held: false,
});

interface Change {
  readonly name: string;
  readonly architecture: string;
  readonly to: string | null;
}

export const simulatedPackages = (options: {
  readonly time: WorldTime;
  readonly archive: Archive;
  readonly sha256: Sha256;
  readonly installed: readonly InstalledPackage[];
  readonly condition?: Pick<HostCondition, 'breaksApply' | 'lockedBy'>;
  /** Running processes have old code of these from now on. */
  readonly onReplaced: (names: readonly string[]) => void;
  /** Absent: it has nothing to make packages anew with. */
  readonly rebuilds?: () => HostCondition['rebuilds'];
}): SimulatedPackages => {
  const { time, archive, sha256, rebuilds = () => 'missing' } = options;
  const made = new Map<string, Uint8Array>();
  const packages = new Map(options.installed.map((found) => [packageKey(found), found]));
  const others = simulatedOthers();
  const sources = simulatedSources(archive.uri);
  const list = (): readonly InstalledPackage[] => [...packages.values()];
  const readPackages: PackageObserver['readPackages'] = async () =>
    ok({
      packages: list(),
      database: { fingerprint: fingerprintOf(list(), sha256), state: isWhole(list()) ? 'whole' : 'interrupted' },
    });
  const proposalFor = (wish: Wish): Outcome<Proposal> => ok(simulatedProposal(wish, { packages, archive, sha256 }));
  return {
    observer: {
      readPackages,
      readRepositories: async () => sources.read(),
      refreshMetadata: async () => ok(undefined),
      pendingUpdates: async () => ({
        ...{ kind: 'known', asOf: time.now(), metadataAsOf: time.now() },
        updates: list().flatMap((found) => pendingFor(found, archive)),
        keptBack: [],
      }),
      packageOrigins: async () => ofTheArchive(packages.size, time),
      otherPatchers: async () => [{ kind: 'unattended-upgrades', unit: OTHER_PATCHER, enabled: others.on() }],
      propose: async (wish) => withOwnFiles(wish, proposalFor(wish), rebuilds()),
    },
    executor: {
      proposeRemaining: async (wish) => proposalFor(wish),
      readRepositories: async () => sources.read(),
      lockHolder: async () => {
        const holder = options.condition?.lockedBy;
        return holder == null ? null : { holder, since: time.now() };
      },
      // As dpkg does it: what is unpacked is configured, what is half-installed needs the transaction once more.
      repair: async () => configureAll(packages),
      transactionCommand: ({ changes }) => changes.map(argumentOf),
      wayBackCommand: ({ previous }) => previous.map(({ version, ...its }) => argumentOf({ ...its, to: version })),
      restoreMarks: async (marks) => restoreMarks(packages, marks),
      readPackages,
      history: async () => ok([]),
      own: ownPackages({ packages, rebuilds, made }),
      takeOver: async () => ok(others.takeOver()),
      giveBack: async (taken) => ok(others.giveBack(taken)),
    },
    sources,
    putBack: (before) => putBackAll(packages, before),
    carryOut: (command, wanted) => {
      const share = options.condition?.breaksApply === true ? Math.min(wanted, BROKEN_SHARE) : wanted;
      const changes = command.map(changeOf);
      const whole = Math.floor(changes.length * share);
      const touched = changes.filter((_change, index) => index < whole);
      for (const change of touched) carryOutOne(packages, change);
      const last = touched.at(-1);
      if (whole < changes.length) {
        leaveAs(packages, last, 'unpacked');
        leaveAs(packages, changes[whole], 'half-installed');
      }
      options.onReplaced(touched.map(({ name }) => name));
      return share < wanted ? FAILED : DONE;
    },
    changeByHand: (name, version) => {
      for (const found of list()) if (found.name === name) carryOutOne(packages, { ...found, to: version });
      options.onReplaced([name]);
    },
    holdByHand: (name) => holdAll(packages, name),
    madeAt: (path) => made.get(path) ?? null,
    installed: list,
    versionOf: (name) => list().find((found) => found.name === name)?.version ?? null,
  };
};

const configureAll = (packages: Packages): Outcome<void> => {
  for (const [key, found] of packages) {
    if (found.state === 'unpacked') packages.set(key, { ...found, state: 'installed' });
  }
  return ok(undefined);
};

const withOwnFiles = (
  { ownFiles, back }: ProposalWish,
  proposal: Outcome<Proposal>,
  rebuilds: HostCondition['rebuilds'],
): Outcome<Proposal> =>
  !proposal.ok || ownFiles !== 'wanted' || back !== undefined
    ? proposal
    : ok({
        ...proposal.value,
        ownFiles: { cached: [], rebuilds: rebuilds === 'missing' ? 'impossible' : 'possible' },
      });

const ownPackages = (host: {
  readonly packages: Packages;
  readonly rebuilds: () => HostCondition['rebuilds'];
  readonly made: Map<string, Uint8Array>;
}): OwnPackages => ({
  cachedPath: ({ name, version }) => `/cache/${name}_${version}`,
  rebuild: async (wanted, directory) => {
    const { name, version } = wanted;
    const found = host.packages.get(packageKey(wanted));
    const isThere = found?.version === version && found.state === 'installed';
    const detail = host.rebuilds() === 'well' ? 'it is not installed' : host.rebuilds();
    if (!isThere || host.rebuilds() !== 'well')
      return refuse('way-back-not-rebuilt', { package: name, version, detail });
    const path = `${directory}/${name}_${version}`;
    host.made.set(path, encodeUtf8(`made anew: ${name} ${version}`));
    return ok(path);
  },
});

const DONE: CommandEnd = { status: 0, output: 'done' };
const FAILED: CommandEnd = { status: 100, output: 'E: Sub-process /usr/bin/dpkg returned an error code (1)' };

/** Half of the packages are done when it fails. */
const BROKEN_SHARE = 0.5;

/** `app/all=1.1`, and `app/all=` for one that goes: as plain as what apt is told, since a unit is given nothing else. */
const argumentOf = ({ name, architecture, to }: Change): string => `${name}/${architecture}=${to ?? ''}`;
const changeOf = (argument: string): Change => {
  const [, name, architecture, version] = /^([^/]+)\/([^=]+)=(.*)$/.exec(argument) ?? [];
  if (name === undefined || architecture === undefined) throw new Error(`no change: ${argument}`);
  return { name, architecture, to: version === undefined || version === '' ? null : version };
};

/** What patches the host until it is adopted. */
const OTHER_PATCHER = 'unattended-upgrades.service';

/** What was found on is written down before it is turned off, so that a second time finds the same. */
const simulatedOthers = () => {
  const others: { on: boolean; taken: readonly string[] } = { on: true, taken: [] };
  return {
    on: () => others.on,
    takeOver: (): readonly string[] => {
      if (others.on) others.taken = [OTHER_PATCHER];
      others.on = false;
      return others.taken;
    },
    giveBack: (taken: readonly string[]): void => {
      others.on = taken.includes(OTHER_PATCHER) || others.on;
      others.taken = [];
    },
  };
};

type Packages = Map<string, InstalledPackage>;

const putBackAll = (packages: Packages, before: readonly InstalledPackage[]): void => {
  packages.clear();
  for (const found of before) packages.set(packageKey(found), found);
};

const carryOutOne = (packages: Packages, change: Change): void => {
  const key = packageKey(change);
  const found = packages.get(key);
  const { name, architecture, to } = change;
  if (to === null) packages.delete(key);
  else {
    const before = found ?? { name, architecture, sourceName: name, automatic: false, held: false };
    packages.set(key, { ...before, version: to, sourceVersion: to, state: 'installed' });
  }
};

const restoreMarks = (packages: Packages, marks: Parameters<PackageExecutor['restoreMarks']>[0]): Outcome<void> => {
  for (const mark of marks) {
    const found = packages.get(packageKey(mark));
    if (found !== undefined) packages.set(packageKey(mark), { ...found, automatic: mark.automatic });
  }
  return ok(undefined);
};

const isWhole = (packages: readonly InstalledPackage[]): boolean =>
  packages.every(({ state }) => state === 'installed');

const holdAll = (packages: Packages, name: string): void => {
  for (const [key, found] of packages) if (found.name === name) packages.set(key, { ...found, held: true });
};

const leaveAs = (packages: Packages, change: Change | undefined, state: InstalledPackage['state']): void => {
  const found = change === undefined ? undefined : packages.get(packageKey(change));
  if (found !== undefined) packages.set(packageKey(found), { ...found, state });
};

/** All of the one archive, which has had every version that a host ever installed. */
const ofTheArchive = (packages: number, time: WorldTime): PackageOrigins => ({
  kind: 'known',
  asOf: time.now(),
  origins: [{ ...ARCHIVE_ORIGIN, uri: null, packages: [0, packages], others: [], newer: [] }],
  none: [],
});

interface Wish {
  readonly patchSetDigest: Proposal['patchSetDigest'];
  readonly targets: readonly { readonly name: string; readonly architecture: string; readonly version: string }[];
  readonly back?: WayDown;
}

interface ProposedFrom {
  readonly packages: ReadonlyMap<string, InstalledPackage>;
  readonly archive: Archive;
  readonly sha256: Sha256;
}

/** What is not installed, and what is at its target or beyond, is not asked for: neither proposed nor refused. */
const simulatedProposal = (wish: Wish, from: ProposedFrom): Proposal => {
  const { packages, archive, sha256 } = from;
  if (wish.back !== undefined) return simulatedWayDown(wish, wish.back, from);
  const changes: ProposedChange[] = [];
  const refused: RefusedTarget[] = [];
  for (const target of wish.targets) {
    const found = packages.get(packageKey(target));
    if (found === undefined || compareDeb(found.version, target.version) >= 0) continue;
    const { name, architecture, version } = target;
    if (!archive.offers(name, version)) refused.push({ name, architecture, version, cause: 'unknown' });
    else if (found.held) refused.push({ name, architecture, version, cause: 'held' });
    else {
      changes.push({
        kind: 'upgrade',
        name,
        architecture,
        from: found.version,
        to: version,
        automatic: found.automatic,
      });
      const kernel = kernelBroughtBy(name, version);
      if (kernel !== null && !packages.has(packageKey({ name: kernel, architecture })))
        changes.push({ kind: 'install', name: kernel, architecture, from: null, to: version, automatic: true });
    }
  }
  return {
    schema: 'slipway.proposal/1',
    patchSetDigest: wish.patchSetDigest,
    fingerprint: fingerprintOf([...packages.values()], sha256),
    changes,
    conffiles: [],
    refused,
  };
};

/** All of it or nothing, and in the order of names, as apt does it. */
const simulatedWayDown = (
  { patchSetDigest, targets }: Wish,
  { remove }: WayDown,
  { packages, archive, sha256 }: ProposedFrom,
): Proposal => {
  const changes: ProposedChange[] = [];
  const refused: RefusedTarget[] = [];
  for (const target of targets) {
    const found = packages.get(packageKey(target));
    const { name, architecture, version } = target;
    if (found?.state === 'installed' && found.version === version) continue;
    if (found?.held === true) refused.push({ name, architecture, version, cause: 'held' });
    else if (!archive.offers(name, version)) refused.push({ name, architecture, version, cause: 'unknown' });
    else changes.push(comingDown(target, found));
  }
  for (const { name, architecture, version } of remove) {
    const found = packages.get(packageKey({ name, architecture }));
    if (found === undefined) continue;
    if (found.held) refused.push({ name, architecture, version, cause: 'held' });
    else {
      const { automatic } = found;
      changes.push({ kind: 'remove', name, architecture, from: found.version, to: null, automatic });
    }
  }
  return {
    schema: 'slipway.proposal/1',
    patchSetDigest,
    fingerprint: fingerprintOf([...packages.values()], sha256),
    changes: refused.length > 0 ? [] : changes.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    conffiles: [],
    refused,
  };
};

const comingDown = (
  { name, architecture, version: to }: Wish['targets'][number],
  found: InstalledPackage | undefined,
): ProposedChange => {
  if (found === undefined) return { kind: 'install', name, architecture, from: null, to, automatic: false };
  const kind = compareDeb(found.version, to) < 0 ? 'upgrade' : 'downgrade';
  return { kind, name, architecture, from: found.version, to, automatic: found.automatic };
};

const pendingFor = (found: InstalledPackage, archive: Archive): readonly PendingUpdate[] => {
  const newest = archive.newest(found.name);
  if (newest === null || compareDeb(found.version, newest) >= 0) return [];
  const { name, architecture, version } = found;
  const update = { architecture, to: newest, origin: ARCHIVE_ORIGIN, security: true };
  const kernel = kernelBroughtBy(name, newest);
  return [{ ...update, name, from: version }, ...(kernel === null ? [] : [{ ...update, name: kernel, from: null }])];
};
