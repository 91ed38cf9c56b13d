import type { AdvisoryRecord, VulnerabilityFacts } from '@slipway/core/advisory';
import type { HostId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { KnownRecord, Page, PageRequest } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { namedHosts } from './exposures.ts';

/** By name and feed. */
export const listAdvisories = async (
  app: App,
  query: { readonly asOf: Instant | null },
  page: PageRequest,
): Promise<Page<KnownRecord<Omit<AdvisoryRecord, 'statements'>>>> =>
  await app.ports.store.read(async ({ knowledge }) => await knowledge.advisories(page, query.asOf));

export interface AdvisoryShown {
  readonly name: string;
  /** What each feed says under this name, or of this vulnerability. */
  readonly records: readonly KnownRecord<AdvisoryRecord>[];
  /** Of the vulnerabilities that they name, by vulnerability and feed. */
  readonly facts: readonly KnownRecord<VulnerabilityFacts>[];
  readonly hosts: number;
}

/** An advisory, or a vulnerability and all that is said of it. */
export const showAdvisory = async (
  app: App,
  name: string,
  query: { readonly asOf: Instant | null },
): Promise<Outcome<AdvisoryShown>> =>
  await app.ports.store.read(async ({ knowledge }): Promise<Outcome<AdvisoryShown>> => {
    const { asOf } = query;
    const records = await knowledge.advisory(name, asOf);
    const vulnerabilities = new Set([name, ...records.flatMap(({ record }) => record.vulnerabilities)]);
    const facts = await knowledge.facts([...vulnerabilities], asOf);
    if (records.length === 0 && facts.length === 0) return refuse('not-found', { what: 'advisory', id: name });
    const hosts = await knowledge.countCarrierHosts(await knowledge.packagesWith(name, asOf), asOf);
    return ok({ name, records, facts, hosts });
  });

export interface AdvisoryHosts extends Page<{ readonly hostId: HostId; readonly hostname: string }> {
  /** Of all pages. */
  readonly total: number;
}

/** Hosts with a package that is affected, or of which it is unknown, by this advisory or vulnerability. */
export const advisoryHosts = async (
  app: App,
  query: { readonly name: string; readonly asOf: Instant | null },
  page: PageRequest,
): Promise<AdvisoryHosts> =>
  await app.ports.store.read(async (view) => {
    const { knowledge } = view;
    const ids = await knowledge.packagesWith(query.name, query.asOf);
    const total = await knowledge.countCarrierHosts(ids, query.asOf);
    return { ...(await namedHosts(view, await knowledge.carrierHosts(ids, page, query.asOf))), total };
  });
