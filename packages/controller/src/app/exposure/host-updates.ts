// What one host is exposed to, by update and by how it stands there: a line of a page, or of every vulnerability.

import {
  type Gap,
  type HostVerdict,
  isOver,
  type Release,
  releaseOfSystem,
  type Severity,
  type Standing,
  type Verdict,
} from '@slipway/core/advisory';
import { coveredBy, exceptedReason } from '@slipway/core/exception';
import type { HostId } from '@slipway/core/ids';
import type { StaleProcess } from '@slipway/core/inventory';
import type { Exception } from '@slipway/core/policy';
import { type Outcome, ok, type Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { Urgency } from '@slipway/core/urgency';
import {
  type DueFirst,
  dueKey,
  dueKeyUntil,
  type Page,
  type PageRequest,
  pageOf,
  readCursor,
  type StoreView,
  severityRank,
} from '../../ports/index.ts';
import type { App } from '../context.ts';
import { readHostExposure } from './host-exposure.ts';
import { type KnownBy, knownBy } from './known-by.ts';
import { worstSeverity } from './severity.ts';
import { moreUrgent, readUrgencies, type Urgencies, type UrgencyHost, urgencyBasis } from './urgencies.ts';

/**
 * As of a day nobody kept what ran, and what was offered: then it is affected, without more. `excepted`: affected, and an
 * exception of policy answers for it.
 */
export type HostState = Standing | 'affected' | 'excepted';

export interface HostQuery {
  readonly asOf: Instant | null;
  /** Absent: what is not over. `fixable`: everything that an update would end. */
  readonly state?: HostState | 'fixable';
  readonly dueBy?: Instant;
  readonly severity?: Severity;
  /** One package, by its name or its source's. */
  readonly package?: string;
}

/** One verdict as it stands on the host. */
export interface HostRow {
  readonly verdict: Verdict;
  readonly state: HostState;
  readonly reason: Reason;
  readonly processes: readonly StaleProcess[];
  readonly cvssTenths: number | null;
  readonly urgency: Urgency;
}

/** Verdicts that one update would end and that stand alike. */
export interface HostUpdate {
  readonly sourcePackage: string;
  readonly fixedVersion: string | null;
  readonly state: HostState;
  /** Of the vulnerability that is due first. */
  readonly reason: Reason;
  /** The installed ones. */
  readonly packages: readonly { readonly name: string; readonly architecture: string; readonly version: string }[];
  readonly processes: readonly StaleProcess[];
  readonly vulnerabilities: number;
  readonly worstTenths: number | null;
  readonly severity: Severity | null;
  readonly dueFirst: DueFirst;
}

interface AboutHost extends KnownBy {
  readonly hostId: HostId;
  readonly hostname: string;
  /** Why silence does not mean safe on this host. */
  readonly hostGaps: readonly Gap[];
  /** Whether running kernels and processes were looked at: not of a day in the past. */
  readonly looked: boolean;
  /** Old code of files that no package is known to own. */
  readonly unattributed: readonly StaleProcess[];
}

export interface HostUpdates extends AboutHost {
  /** What is due first comes first. */
  readonly updates: readonly HostUpdate[];
  /** Verdicts that are over here: kernels that lie about unused. */
  readonly over: number;
}

export const hostUpdates = async (app: App, hostId: HostId, query: HostQuery): Promise<Outcome<HostUpdates>> =>
  await app.ports.store.read(async (view): Promise<Outcome<HostUpdates>> => {
    const read = await readRows(app, view, hostId, query);
    if (!read.ok) return read;
    const { rows, about, release } = read.value;
    const updates: HostUpdate[] = [];
    for (const group of groupsOf(rows.filter((row) => isWanted(row, query)))) {
      const update = await updateOf(view, { release, asOf: query.asOf }, group);
      if (isSevere(update.severity, query)) updates.push(update);
    }
    return ok({
      ...about,
      updates: updates.sort((a, b) => (dueKey(a.dueFirst.urgency) < dueKey(b.dueFirst.urgency) ? -1 : 1)),
      over: rows.filter(({ state }) => state === 'kernel-not-running').length,
    });
  });

export interface HostRows extends AboutHost, Page<HostRow> {}

/** Every verdict that stands, by what is due first. */
export const listHostVerdicts = async (
  app: App,
  hostId: HostId,
  query: HostQuery,
  page: PageRequest,
): Promise<Outcome<HostRows>> =>
  await app.ports.store.read(async (view): Promise<Outcome<HostRows>> => {
    const after = readCursor(page, 'text', 'text', 'text', 'text');
    const read = await readRows(app, view, hostId, query);
    if (!read.ok) return read;
    const rows = read.value.rows
      .filter((row) => isWanted(row, query) && isSevere(worstSeverity([], row.cvssTenths), query))
      .sort((a, b) => compareKeys(keyOf(a), keyOf(b)))
      .filter((row) => after === null || compareKeys(keyOf(row), after) > 0);
    return ok({ ...read.value.about, ...pageOf(rows, page, keyOf) });
  });

const keyOf = ({ urgency, verdict }: HostRow): readonly string[] => [
  dueKey(urgency),
  verdict.vulnerability,
  verdict.package,
  verdict.architecture,
];
const compareKeys = (a: readonly string[], b: readonly string[]): number => {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
};

interface Read {
  readonly about: AboutHost;
  readonly release: Release;
  readonly rows: readonly HostRow[];
}

const readRows = async (app: App, view: StoreView, hostId: HostId, { asOf }: HostQuery): Promise<Outcome<Read>> => {
  const now = app.ports.clock.now();
  const exposure = await readHostExposure(view, hostId, { asOf, now });
  if (!exposure.ok) return exposure;
  const { hostname, verdicts, overlay, gaps } = exposure.value;
  const system = (await view.fleet.inventory(hostId))?.inventory.system;
  const release = releaseOfSystem(system ?? { distribution: '', release: '' });
  const standing = overlay?.verdicts ?? verdicts.map(asKnown);
  const basis = await urgencyBasis(view, now, asOf);
  const host = await urgencyHost(view, hostId);
  const bySource = new Map<string, Urgencies>();
  const rows: HostRow[] = [];
  for (const sourcePackage of new Set(verdicts.map((verdict) => verdict.sourcePackage))) {
    const vulnerabilities = [
      ...new Set(verdicts.flatMap((one) => (one.sourcePackage === sourcePackage ? one.vulnerability : []))),
    ];
    bySource.set(sourcePackage, await readUrgencies(view, basis, { release, sourcePackage, vulnerabilities }));
  }
  const exceptions = basis.excepting.acting.on((await view.fleet.host(hostId))?.value.labels ?? {});
  for (const one of standing) {
    const { verdict, processes } = one;
    const urgencies = bySource.get(verdict.sourcePackage);
    if (urgencies === undefined) continue;
    const { vulnerability } = verdict;
    const cvssTenths = urgencies.facts.get(vulnerability)?.cvssTenths ?? null;
    const { state, reason } = withException(one, exceptions);
    rows.push({ verdict, state, reason, processes, cvssTenths, urgency: urgencies.of(vulnerability, host) });
  }
  const about = {
    hostId,
    hostname,
    hostGaps: gaps,
    looked: overlay !== null,
    unattributed: overlay?.unattributed ?? [],
    ...(await knownBy(view, now, asOf)),
  };
  return ok({ about, release, rows });
};

/** On disk, affected, and nobody wants to change it for now; what runs or is not known is no exception's. */
const EXCEPTABLE: ReadonlySet<HostState> = new Set<HostState>([
  'affected',
  'update-pending',
  'held',
  'phased',
  'kept-back',
  'not-entitled',
  'no-candidate',
  'candidate-unknown',
  'no-fix',
  'kernel-boots-next',
]);

const withException = (
  { verdict, standing, reason }: Omit<HostVerdict, 'standing'> & { readonly standing: HostState },
  exceptions: readonly Exception[],
): Pick<HostRow, 'state' | 'reason'> => {
  const exception = EXCEPTABLE.has(standing) && verdict.verdict === 'affected' ? coveredBy(exceptions, verdict) : null;
  if (exception === null) return { state: standing, reason };
  const fix = verdict.fixedVersion === null ? verdict.package : `${verdict.package} ${verdict.fixedVersion}`;
  return { state: 'excepted', reason: exceptedReason(fix, exception) };
};

const asKnown = (verdict: Verdict): Omit<HostVerdict, 'standing'> & { readonly standing: HostState } => ({
  verdict,
  standing: verdict.verdict === 'unknown' ? 'unknown' : 'affected',
  reason: verdict.reason,
  processes: [],
});

const urgencyHost = async ({ fleet, knowledge }: StoreView, hostId: HostId): Promise<UrgencyHost> => {
  const host = await fleet.host(hostId);
  if (host === null) throw new Error(`the host ${hostId} was there and is gone`);
  const { labels, enrolledAt } = host.value;
  const changed = await knowledge.starts('facing-changed', [hostId]);
  return {
    facing: labels['facing'] ?? null,
    humanImpact: labels['human-impact'] ?? null,
    enrolledAt,
    facingChangedAt: changed.get(hostId) ?? null,
  };
};

const isWanted = ({ state, urgency, verdict }: HostRow, query: HostQuery): boolean => {
  if (query.package !== undefined && query.package !== verdict.package && query.package !== verdict.sourcePackage) {
    return false;
  }
  if (query.dueBy !== undefined && dueKey(urgency) > dueKeyUntil(query.dueBy)) return false;
  if (query.state === undefined) return state === 'affected' || state === 'excepted' || !isOver(state);
  if (query.state === 'fixable')
    return verdict.verdict === 'affected' && verdict.fixedVersion !== null && state !== 'kernel-not-running';
  return state === query.state;
};

/** What nobody rated is listed too: nobody said that it is less. */
const isSevere = (severity: Severity | null, query: HostQuery): boolean =>
  query.severity === undefined || severity === null || severityRank(severity) >= severityRank(query.severity);

const groupsOf = (rows: readonly HostRow[]): readonly (readonly [HostRow, ...HostRow[]])[] => {
  const groups = new Map<string, [HostRow, ...HostRow[]]>();
  for (const row of rows) {
    const key = JSON.stringify([row.verdict.sourcePackage, row.verdict.fixedVersion, row.state]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
  }
  return [...groups.values()];
};

const updateOf = async (
  { knowledge }: StoreView,
  of: { readonly release: Release; readonly asOf: Instant | null },
  rows: readonly [HostRow, ...HostRow[]],
): Promise<HostUpdate> => {
  const first = rows.reduce(moreUrgent);
  const { sourcePackage, fixedVersion, vulnerability } = first.verdict;
  const scores = rows.flatMap(({ cvssTenths }) => cvssTenths ?? []);
  const worstTenths = scores.length === 0 ? null : Math.max(...scores);
  const update = { release: of.release, sourcePackage, fixedVersions: [fixedVersion] };
  const packages = new Map(
    rows.map(({ verdict: { package: name, architecture, installedVersion: version } }) => [
      `${name} ${architecture} ${version}`,
      { name, architecture, version },
    ]),
  );
  return {
    sourcePackage,
    fixedVersion,
    state: first.state,
    reason: first.reason,
    packages: [...packages.values()],
    processes: [...new Map(rows.flatMap(({ processes }) => processes.map((one) => [one.pid, one] as const))).values()],
    vulnerabilities: new Set(rows.map(({ verdict }) => verdict.vulnerability)).size,
    worstTenths,
    severity: worstSeverity(await knowledge.severitiesOf(update, of.asOf), worstTenths),
    dueFirst: { vulnerability, urgency: first.urgency },
  };
};
