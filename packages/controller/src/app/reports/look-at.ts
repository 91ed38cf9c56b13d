// One look at one host: what it needs, by the same judgement as its own page, and why nothing can be said of it.

import { type HostVerdict, kernelPlace, kernelReleaseOf, releaseOfSystem, type Severity } from '@slipway/core/advisory';
import type { ExposureCourse, HostLook, Need } from '@slipway/core/compliance';
import { coveredBy } from '@slipway/core/exception';
import type { HostId } from '@slipway/core/ids';
import type { Inventory } from '@slipway/core/inventory';
import type { Exception } from '@slipway/core/policy';
import { reason } from '@slipway/core/reasons';
import { addMs, type Instant } from '@slipway/core/time';
import type { HostRecord, StoredInventory, StoreView } from '../../ports/index.ts';
import {
  dueFirstOf,
  type HostExposure,
  readHostExposure,
  readUrgencies,
  SILENT_HOURS_MAX,
  type UrgencyBasis,
  type UrgencyHost,
  worstSeverity,
} from '../exposure/index.ts';

export interface LookQuery {
  readonly basis: UrgencyBasis;
  readonly lookedAt: Instant | null;
  readonly at: Instant;
  /** Its courses that have not ended. */
  readonly open: readonly ExposureCourse[];
}

/** `null`: it carries what nobody has judged yet, so that "needs nothing" would be a guess. */
export const lookAt = async (view: StoreView, hostId: HostId, query: LookQuery): Promise<HostLook | null> => {
  const { at, lookedAt } = query;
  const host = (await view.fleet.host(hostId))?.value;
  const stored = await view.fleet.inventory(hostId);
  const exposure = await readHostExposure(view, hostId, { asOf: null, now: at });
  const exceptions = query.basis.excepting.acting.on(host?.labels ?? {}).map(({ name }) => name);
  if (host === undefined || stored === null || !exposure.ok) {
    const unknown = { reason: reason('host-never-reported'), since: host?.enrolledAt ?? null };
    const nothing = { needs: [], installed: [], unjudged: [], answered: [], memory: 'unknown' } as const;
    return { at, inventoryAt: at, lookedAt, unknown, ...nothing, exceptions };
  }
  const ids = (await view.knowledge.packagesOn(hostId, null)).map(({ packageId }) => packageId);
  if ((await view.knowledge.neededBy(ids)).some(({ judged }) => !judged)) return null;
  const { inventory, receivedAt } = stored;
  const needs = await needsOf(view, { host, stored, exposure: exposure.value }, query.basis);
  const unjudged = unjudgedOf(exposure.value, inventory);
  return {
    at,
    inventoryAt: receivedAt,
    lookedAt,
    unknown: whyUnknown(exposure.value, host),
    needs,
    installed: inventory.packages.map(({ name, architecture, version, sourceName: sourcePackage }) => ({
      ...{ name, architecture, version, sourcePackage },
    })),
    unjudged,
    answered: await answeredBefore(view, hostId, { needs, unjudged }, query),
    exceptions,
    memory: inventory.restart.kind,
  };
};

/** Of the host as a whole; a package that no feed speaks of is unknown beside it, and said so where exposures are listed. */
const whyUnknown = ({ gaps, overlay }: HostExposure, { contact }: HostRecord): HostLook['unknown'] => {
  const [gap] = gaps.filter((one) => one.package === null);
  if (gap !== undefined) {
    const isSilence = gap.reason.code === 'host-long-silent' && contact !== null;
    return { reason: gap.reason, since: isSilence ? addMs(contact.seenAt, SILENT_HOURS_MAX * 3_600_000) : null };
  }
  const kernel = overlay?.verdicts.find(({ reason: why }) => why.code === 'running-kernel-unpackaged');
  return kernel === undefined ? null : { reason: kernel.reason, since: null };
};

/**
 * A package may have vulnerabilities that nobody ever judges (Debian's `undetermined`), so each is named by itself; of what
 * another published nothing is known at all.
 */
const unjudgedOf = ({ overlay, gaps }: HostExposure, { system }: Inventory): HostLook['unjudged'] => {
  const ofVerdicts = (overlay?.verdicts ?? [])
    .filter(({ standing, verdict }) => standing === 'unknown' && verdict.verdict === 'unknown')
    .map(({ verdict: { package: name, architecture, installedVersion: version, sourcePackage, vulnerability } }) => ({
      ...{ name, architecture, version, sourcePackage, vulnerability },
    }));
  const ofPackages = gaps.flatMap(({ package: its, reason: { code } }) =>
    its === null || code !== 'origin-foreign'
      ? []
      : {
          name: its.name,
          architecture: its.architecture,
          version: its.version,
          sourcePackage: its.sourceName,
          vulnerability: null,
        },
  );
  return [...ofVerdicts, ...ofPackages].filter((one) => {
    const release = kernelReleaseOf({ ...one, package: one.name, installedVersion: one.version });
    return release === null || ['running', 'boots-next'].includes(kernelPlace(release, system));
  });
};

/**
 * Read where something that is open is not needed any more, and of its packages something cannot be judged: a course keeps one
 * vulnerability of all that its update answers, which of a kernel are hundreds.
 */
const answeredBefore = async (
  view: StoreView,
  hostId: HostId,
  { needs, unjudged }: Pick<HostLook, 'needs' | 'unjudged'>,
  { lookedAt, at, open }: LookQuery,
): Promise<HostLook['answered']> => {
  const isDoubtful = open.some(
    ({ sourcePackage, fixedVersion, packages }) =>
      !needs.some((need) => need.sourcePackage === sourcePackage && need.fixedVersion === fixedVersion) &&
      unjudged.some(({ name, vulnerability }) => vulnerability !== null && packages.some((its) => its.name === name)),
  );
  if (!isDoubtful || lookedAt === null) return [];
  const before = await readHostExposure(view, hostId, { asOf: lookedAt, now: at });
  return (before.ok ? before.value.verdicts : []).flatMap(({ sourcePackage, fixedVersion, vulnerability }) =>
    fixedVersion === null ? [] : [{ sourcePackage, fixedVersion, vulnerability }],
  );
};

interface Looked {
  readonly host: HostRecord;
  readonly stored: StoredInventory;
  readonly exposure: HostExposure;
}

const needsOf = async (
  view: StoreView,
  { host, stored, exposure }: Looked,
  basis: UrgencyBasis,
): Promise<readonly Need[]> => {
  const release = releaseOfSystem(stored.inventory.system);
  const changed = await view.knowledge.starts('facing-changed', [host.hostId]);
  const urgencyHost: UrgencyHost = {
    facing: host.labels['facing'] ?? null,
    humanImpact: host.labels['human-impact'] ?? null,
    enrolledAt: host.enrolledAt,
    facingChangedAt: changed.get(host.hostId) ?? null,
  };
  const needed = (exposure.overlay?.verdicts ?? []).filter((one) => stateOf(one) !== null);
  const needs: Need[] = [];
  for (const [sourcePackage, rows] of Map.groupBy(needed, ({ verdict }) => verdict.sourcePackage)) {
    const vulnerabilities = [...new Set(rows.map(({ verdict }) => verdict.vulnerability))];
    const urgencies = await readUrgencies(view, basis, { release, sourcePackage, vulnerabilities });
    const severities = new Map<string, Severity | null>();
    for (const fixedVersion of new Set(rows.flatMap(({ verdict }) => verdict.fixedVersion ?? []))) {
      const words = await view.knowledge.severitiesOf({ release, sourcePackage, fixedVersions: [fixedVersion] }, null);
      severities.set(fixedVersion, worstSeverity(words, null));
    }
    for (const group of groupsOf(rows)) {
      const need = needOf(group, { host: urgencyHost, urgencies, exceptions: basis.excepting.acting.on(host.labels) });
      const worst = group.rows
        .map(({ verdict }) => worstSeverity([], urgencies.facts.get(verdict.vulnerability)?.cvssTenths ?? null))
        .filter((one) => one !== null);
      const said = severities.get(group.fixedVersion) ?? null;
      needs.push({ ...need, severity: worstSeverity(said === null ? worst : [said, ...worst], null) });
    }
  }
  return needs;
};

/** `null`: it is over, or no update ends it, or nobody knows. */
const stateOf = ({ standing, reason: { code } }: HostVerdict): Need['standing'] | null => {
  switch (standing) {
    case 'update-pending':
    case 'held':
    case 'phased':
    case 'kept-back':
    case 'not-entitled':
    case 'no-candidate':
    case 'candidate-unknown':
    case 'kernel-boots-next':
      return 'needed';
    case 'old-kernel-runs':
    case 'old-code-in-memory':
      return 'not-in-effect';
    case 'kernel-not-running':
      // Not of a meta package, which never runs, nor of a guest, which runs none of its own.
      return code === 'kernel-not-running' ? 'not-running' : null;
    case 'no-fix':
    case 'in-effect':
    case 'unknown':
      return null;
    default:
      return standing satisfies never;
  }
};

interface Group {
  readonly fixedVersion: string;
  readonly standing: Need['standing'];
  readonly rows: readonly [HostVerdict, ...HostVerdict[]];
}

const groupsOf = (rows: readonly HostVerdict[]): readonly Group[] => {
  const groups = new Map<
    string,
    { fixedVersion: string; standing: Need['standing']; rows: [HostVerdict, ...HostVerdict[]] }
  >();
  for (const row of rows) {
    const { fixedVersion } = row.verdict;
    const standing = stateOf(row);
    if (fixedVersion === null || standing === null) continue;
    const key = JSON.stringify([fixedVersion, standing]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { fixedVersion, standing, rows: [row] });
    else known.rows.push(row);
  }
  return [...groups.values()];
};

const needOf = (
  { fixedVersion, standing, rows }: Group,
  by: {
    readonly host: UrgencyHost;
    readonly urgencies: Awaited<ReturnType<typeof readUrgencies>>;
    readonly exceptions: readonly Exception[];
  },
): Omit<Need, 'severity'> => {
  const [{ verdict: first }] = rows;
  const vulnerabilities = [...new Set(rows.map(({ verdict }) => verdict.vulnerability))];
  const { vulnerability, urgency } = dueFirstOf(by.urgencies, vulnerabilities, by.host);
  const starts = vulnerabilities.map((one) => by.urgencies.startsOf(one));
  const packages = new Map(
    rows.map(({ verdict: { package: name, architecture, installedVersion: version } }) => [
      `${name} ${architecture} ${version}`,
      { name, architecture, version },
    ]),
  );
  // One exception may cover one vulnerability of an update: the update is excepted when all of it is.
  const covered = rows.map(({ verdict }) => coveredBy(by.exceptions, verdict)?.name ?? null);
  return {
    sourcePackage: first.sourcePackage,
    fixedVersion,
    standing,
    exception: standing === 'needed' && !covered.includes(null) ? (covered[0] ?? null) : null,
    learnedAt: sinceHere(
      starts.map(({ firstKnownAt }) => firstKnownAt),
      by.host.enrolledAt,
    ),
    fixAt: sinceHere(
      starts.map(({ fixPublishedAt, firstKnownAt }) => fixPublishedAt ?? firstKnownAt),
      by.host.enrolledAt,
    ),
    dueAt: urgency.deadline,
    rule: urgency.deadline === null ? null : urgency.rule,
    vulnerability,
    packages: [...packages.values()],
  };
};

/** The first of them; on a host that came later, since it came. */
const sinceHere = (instants: readonly Instant[], enrolledAt: Instant): Instant => {
  const first = instants.reduce((a, b) => (b < a ? b : a));
  return first < enrolledAt ? enrolledAt : first;
};
