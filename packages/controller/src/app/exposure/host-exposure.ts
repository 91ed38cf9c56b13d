// One host: its verdicts with what only it knows laid over them, and what cannot be known about it.

import {
  coverageOf,
  type FeedStanding,
  type Gap,
  gapOfHost,
  gapOfPackage,
  type HostKnowledge,
  type HostOverlay,
  kernelReleaseOf,
  overlayHost,
  releaseOfSystem,
  type SupportStatus,
  supportOf,
  type Verdict,
} from '@slipway/core/advisory';
import type { HostId } from '@slipway/core/ids';
import type { Inventory, StaleProcess } from '@slipway/core/inventory';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { CarriedVersion, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { type Judging, judgedPackageOf, judgeVersion } from '../knowledge/index.ts';
import { feedStandings, isLongSilent, SILENT_HOURS_MAX } from './known-by.ts';

export interface HostExposure {
  readonly hostId: HostId;
  readonly hostname: string;
  /** Affected and unknown ones; beside them, now, fixed ones of what is still in memory. */
  readonly verdicts: readonly Verdict[];
  /** `null`: a day was asked about, for which nobody kept what ran. */
  readonly overlay: HostOverlay | null;
  /** Why silence does not mean safe here. */
  readonly gaps: readonly Gap[];
}

export const hostExposure = async (
  app: App,
  hostId: HostId,
  query: { readonly asOf: Instant | null },
): Promise<Outcome<HostExposure>> =>
  await app.ports.store.read(
    async (view) => await readHostExposure(view, hostId, { ...query, now: app.ports.clock.now() }),
  );

export const readHostExposure = async (
  view: StoreView,
  hostId: HostId,
  query: { readonly asOf: Instant | null; readonly now: Instant },
): Promise<Outcome<HostExposure>> => {
  const { asOf } = query;
  const host = await view.fleet.host(hostId);
  if (host === null) return refuse('not-found', { what: 'host', id: hostId });
  const stored = await view.fleet.inventory(hostId);
  if (stored === null) return refuse('host-never-reported');
  const { inventory } = stored;
  const ids = (await view.knowledge.packagesOn(hostId, asOf)).map(({ packageId }) => packageId);
  const versions = await view.knowledge.versions(ids);
  const support = (await view.knowledge.support(asOf)).map(({ record }) => record);
  const now = asOf ?? query.now;
  const open = await openVerdicts(view, versions, asOf);
  const fixed = asOf === null ? await fixedInMemory(view, inventory, versions, { support, now }) : [];
  const verdicts = [...open, ...fixed];
  const standings = await feedStandings(view, asOf);
  return ok({
    hostId,
    hostname: host.value.hostname,
    verdicts,
    overlay: asOf === null ? overlayHost(verdicts, knowledgeOf(inventory)) : null,
    gaps: [
      ...(asOf === null && isLongSilent(host.value, now) ? [silentGap] : []),
      ...gapsOf({ inventory, versions, support, now, standings }),
    ],
  });
};

const silentGap: Gap = {
  verdict: 'unknown',
  package: null,
  reason: reason('host-long-silent', { hours: SILENT_HOURS_MAX }),
  feed: null,
  feedDate: null,
};

const openVerdicts = async (
  { knowledge }: StoreView,
  versions: readonly CarriedVersion[],
  asOf: Instant | null,
): Promise<readonly Verdict[]> => {
  const byId = new Map(versions.map((version) => [version.packageId, version]));
  const rows = await knowledge.verdictsOf([...byId.keys()], asOf);
  return rows.flatMap(({ packageId, knownFrom, feedDate, verdict }) => {
    const its = byId.get(packageId)?.package;
    if (its === undefined) return [];
    return { ...verdict, package: its.name, architecture: its.architecture, feedDate: feedDate ?? knownFrom };
  });
};

/** Fixed verdicts take no rows; they matter where old code may still run: kernels, and what a process still maps. */
const fixedInMemory = async (
  view: StoreView,
  inventory: Inventory,
  versions: readonly CarriedVersion[],
  judging: Judging,
): Promise<readonly Verdict[]> => {
  const mapped = new Set(staleProcesses(inventory).flatMap(({ packages }) => packages ?? []));
  const found: Verdict[] = [];
  for (const version of versions) {
    const judged = judgedPackageOf(version);
    const named = {
      ...judged,
      package: judged.name,
      sourcePackage: judged.sourceName,
      installedVersion: judged.version,
    };
    if (!mapped.has(judged.name) && kernelReleaseOf(named) === null) continue;
    const verdicts = await judgeVersion(view, version, judging);
    found.push(...verdicts.filter(({ verdict }) => verdict === 'fixed'));
  }
  return found;
};

const staleProcesses = ({ restart }: Inventory): readonly StaleProcess[] =>
  restart.kind === 'known' ? restart.processes : [];

const knowledgeOf = (inventory: Inventory): HostKnowledge => {
  const { system, restart, updates, packages } = inventory;
  const owners = new Map<string, string>();
  for (const { files, packages: names } of staleProcesses(inventory)) {
    // The host names the packages of a process and not of each file: with several, which is whose is not known.
    const [only, ...others] = names ?? [];
    if (only !== undefined && others.length === 0) for (const file of files) owners.set(file, only);
  }
  return {
    format: system.packageFormat,
    kernel: system.kernel,
    virtualisation: system.virtualisation,
    restart,
    ownerOf: (file) => {
      const owner = owners.get(file);
      return owner === undefined ? null : { package: owner, previousVersion: null };
    },
    updates,
    held: new Set(packages.filter(({ held }) => held).map(({ name }) => name)),
    // No inventory tells of any yet: what needs one is shown as needing it.
    entitlements: [],
  };
};

const gapsOf = (of: {
  readonly inventory: Inventory;
  readonly versions: readonly CarriedVersion[];
  readonly support: readonly SupportStatus[];
  readonly standings: readonly FeedStanding[];
  readonly now: Instant;
}): readonly Gap[] => {
  const release = releaseOfSystem(of.inventory.system);
  const coverage = coverageOf(release, of.standings, { now: of.now });
  const ofHost = gapOfHost(release, coverage, supportOf({ release, sourceName: '' }, of.support, of.now));
  const ofPackages = of.versions.flatMap((version) => {
    const judged = judgedPackageOf(version);
    return gapOfPackage(judged, supportOf(judged, of.support, of.now)) ?? [];
  });
  return [...(ofHost === null ? [] : [ofHost]), ...ofPackages];
};
