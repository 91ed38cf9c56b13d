// What feeds say, and whom it touches.

import type { AdvisoryRecord, VulnerabilityFacts } from '@slipway/core/advisory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type {
  AdvisoryFilter,
  KnownRecord,
  LabelFilter,
  PackageId,
  Page,
  PageRequest,
  StoreView,
} from '../../ports/index.ts';
import type { App } from '../context.ts';
import {
  countExposed,
  type ExceptedPart,
  type ExposedHost,
  exceptedPart,
  exceptingNow,
  exposedHosts,
} from '../knowledge/index.ts';
import { type Urgent, updatesOf, urgencyOf, withUrgency } from './advisory-urgency.ts';
import { type KnownBy, knownBy } from './known-by.ts';

export interface AdvisoryQuery {
  readonly asOf: Instant | null;
  readonly filter?: AdvisoryFilter;
}

type Head = KnownRecord<Omit<AdvisoryRecord, 'statements'>>;

export interface Advisories extends Page<Head & Urgent>, KnownBy {}

export const listAdvisories = async (app: App, query: AdvisoryQuery, page: PageRequest): Promise<Advisories> =>
  await app.ports.store.read(async (view) => {
    const { items, next } = await view.knowledge.advisories(page, query.asOf, query.filter);
    return {
      items: await withUrgency(view, items, query.asOf),
      next,
      ...(await knownBy(view, app.ports.clock.now(), query.asOf)),
    };
  });

export interface AdvisoryShown extends KnownBy, Urgent {
  readonly name: string;
  /** What each feed says under this name, or of this vulnerability. */
  readonly records: readonly KnownRecord<AdvisoryRecord>[];
  /** Of the vulnerabilities that they name, by vulnerability and feed. */
  readonly facts: readonly KnownRecord<VulnerabilityFacts>[];
  readonly hosts: number;
  readonly unknown: number;
  readonly excepted: number;
}

/** An advisory, or a vulnerability and all that is said of it. */
export const showAdvisory = async (
  app: App,
  name: string,
  query: { readonly asOf: Instant | null },
): Promise<Outcome<AdvisoryShown>> =>
  await app.ports.store.read(async (view): Promise<Outcome<AdvisoryShown>> => {
    const { knowledge } = view;
    const { asOf } = query;
    const records = await knowledge.advisory(name, asOf);
    const vulnerabilities = new Set([name, ...records.flatMap(({ record }) => record.vulnerabilities)]);
    const facts = await knowledge.facts([...vulnerabilities], asOf);
    if (records.length === 0 && facts.length === 0) return refuse('not-found', { what: 'advisory', id: name });
    const packageIds = await knowledge.packagesWith(name, asOf);
    const part = await partOf(app, view, { name, packageIds, asOf });
    return ok({
      name,
      records,
      facts,
      ...urgencyOf(facts),
      updates: await updatesOf(view, [name, ...records.map(({ record }) => record.name)], asOf),
      ...(await countExposed(view, { packageIds, asOf, part })),
      ...(await knownBy(view, app.ports.clock.now(), asOf)),
    });
  });

export interface AdvisoryHosts extends Page<ExposedHost>, KnownBy {
  /** Of all pages: exposed ones. */
  readonly total: number;
  /** Of all pages: of which it is unknown. */
  readonly unknown: number;
  /** Of all pages: exposed by a decision. */
  readonly excepted: number;
}

/** Hosts with a package that is affected, or of which it is unknown, by this advisory or vulnerability. */
export const advisoryHosts = async (
  app: App,
  query: { readonly name: string; readonly asOf: Instant | null; readonly labels?: LabelFilter },
  page: PageRequest,
): Promise<Outcome<AdvisoryHosts>> =>
  await app.ports.store.read(async (view): Promise<Outcome<AdvisoryHosts>> => {
    const { name, asOf, labels } = query;
    const packageIds = await view.knowledge.packagesWith(name, asOf);
    // An id that was mistyped has no hosts either: what nobody ever said is refused, not answered with none.
    if (packageIds.length === 0 && !(await isKnown(view, name, asOf))) {
      return refuse('not-found', { what: 'advisory', id: name });
    }
    const asked = { packageIds, asOf, labels, part: await partOf(app, view, { name, packageIds, asOf }) };
    const { hosts: total, unknown, excepted } = await countExposed(view, asked);
    const hosts = await exposedHosts(view, asked, page);
    return ok({ ...hosts, total, unknown, excepted, ...(await knownBy(view, app.ports.clock.now(), asOf)) });
  });

/** Of today: which exceptions acted on another day nobody lays over it. */
const partOf = async (
  app: App,
  view: StoreView,
  {
    name,
    packageIds,
    asOf,
  }: { readonly name: string; readonly packageIds: readonly PackageId[]; readonly asOf: Instant | null },
): Promise<ExceptedPart | null> =>
  asOf !== null
    ? null
    : await exceptedPart(view, await exceptingNow(view, app.ports.clock.now()), {
        packageIds,
        isMeant: ({ vulnerability, advisory }) => vulnerability === name || advisory === name,
      });

const isKnown = async (
  { knowledge }: Parameters<typeof countExposed>[0],
  name: string,
  asOf: Instant | null,
): Promise<boolean> =>
  (await knowledge.advisory(name, asOf)).length > 0 || (await knowledge.facts([name], asOf)).length > 0;
