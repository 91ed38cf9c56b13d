// Exposures by update: a kernel's two thousand vulnerabilities are one row with a count.

import type { HostId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { Urgency } from '@slipway/core/urgency';
import type { Page, PageRequest, StoreView, UpdateKey } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { mostUrgent, type UrgencyBasis, urgenciesOf, urgencyBasis } from './urgencies.ts';

export interface UpdateExposure extends UpdateKey {
  readonly vulnerabilities: number;
  readonly hosts: number;
  /** The highest CVSS score times ten that anybody gives one of them; `null`: nobody rated any. */
  readonly worstTenths: number | null;
  /** Of the vulnerability that is due first, on the host where it is due first. */
  readonly dueFirst: { readonly vulnerability: string; readonly urgency: Urgency } | null;
}

/** By source package, release and version to reach. */
export const listExposures = async (
  app: App,
  query: { readonly asOf: Instant | null },
  page: PageRequest,
): Promise<Page<UpdateExposure>> =>
  await app.ports.store.read(async (view) => {
    const { knowledge } = view;
    const basis = await urgencyBasis(view, app.ports.clock.now(), query.asOf);
    const { items, next } = await knowledge.exposedUpdates(page, query.asOf);
    const rows: UpdateExposure[] = [];
    for (const update of items) rows.push(await rowOf(view, basis, update));
    // A version that nobody carried on that day was still judged.
    return { items: rows.filter(({ hosts }) => hosts > 0), next };
  });

type Exposed = Awaited<ReturnType<StoreView['knowledge']['exposedUpdates']>>['items'][number];

const rowOf = async (view: StoreView, basis: UrgencyBasis, update: Exposed): Promise<UpdateExposure> => {
  const { release, sourcePackage, fixedVersion, vulnerabilities, packageIds } = update;
  const classes = await view.knowledge.carrierClasses(packageIds, basis.asOf);
  const hosts = classes.reduce((sum, one) => sum + one.hosts, 0);
  const urgencies = classes.length === 0 ? [] : await urgenciesOf(view, basis, update, classes);
  const first = mostUrgent(urgencies);
  const scores = urgencies.flatMap(({ facts }) => facts.cvssTenths ?? []);
  return {
    release,
    sourcePackage,
    fixedVersion,
    vulnerabilities: vulnerabilities.length,
    hosts,
    worstTenths: scores.length === 0 ? null : Math.max(...scores),
    dueFirst: first === null ? null : { vulnerability: first.vulnerability, urgency: first.urgency },
  };
};

export interface ExposureOfHosts {
  readonly update: UpdateExposure;
  /** All of them, by id. */
  readonly vulnerabilities: readonly string[];
  /** In order of enrolment. */
  readonly hosts: Page<{ readonly hostId: HostId; readonly hostname: string }>;
}

/** One update with its vulnerabilities and, page by page, the hosts that need it. */
export const updateHosts = async (
  app: App,
  query: { readonly update: UpdateKey; readonly asOf: Instant | null },
  page: PageRequest,
): Promise<Outcome<ExposureOfHosts>> =>
  await app.ports.store.read(async (view): Promise<Outcome<ExposureOfHosts>> => {
    const { asOf, update } = query;
    const found = await view.knowledge.exposedUpdate(update, asOf);
    if (found === null) return refuse('not-found', { what: 'exposed update of', id: update.sourcePackage });
    const basis = await urgencyBasis(view, app.ports.clock.now(), asOf);
    return ok({
      update: await rowOf(view, basis, found),
      vulnerabilities: found.vulnerabilities,
      hosts: await namedHosts(view, await view.knowledge.carrierHosts(found.packageIds, page, asOf)),
    });
  });

export const namedHosts = async (
  { fleet }: StoreView,
  page: Page<HostId>,
): Promise<Page<{ readonly hostId: HostId; readonly hostname: string }>> => {
  const items: { readonly hostId: HostId; readonly hostname: string }[] = [];
  for (const hostId of page.items) {
    items.push({ hostId, hostname: (await fleet.host(hostId))?.value.hostname ?? hostId });
  }
  return { items, next: page.next };
};
