// Which hosts carry a package, and which of them carry it below a version.

import { type Outcome, ok } from '@slipway/core/reasons';
import { compareVersions, parseVersion, type VersionFormat } from '@slipway/core/version';
import type { PackageOnHost } from '@slipway/protocol/api';
import { type Page, type PageRequest, pageOf, type StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { environmentNameOf, readSurroundings, type Surroundings } from './surroundings.ts';

export interface PackageQuery {
  readonly name: string;
  /** `null`: every version. Versions of hosts with another package format are not compared and not listed. */
  readonly below: { readonly version: string; readonly format: VersionFormat } | null;
}

/** Rows looked at in one portion; between two the store is free for others. */
const PORTION = 500;

export const listPackageHosts = async (
  app: App,
  query: PackageQuery,
  page: PageRequest,
): Promise<Outcome<Page<PackageOnHost>>> => {
  if (query.below !== null) {
    const parsed = parseVersion(query.below.format, query.below.version);
    if (!parsed.ok) return parsed;
  }
  const surroundings = await app.ports.store.read(readSurroundings);
  const found: PackageOnHost[] = [];
  let after = page.after;
  do {
    const portion = await app.ports.store.read(async (view) => await readPortion(view, query, surroundings, after));
    found.push(...portion.items);
    after = portion.next;
  } while (after !== null && found.length <= page.limit);
  return ok(pageOf(found, page, ({ hostId, package: { architecture, version } }) => [hostId, architecture, version]));
};

const readPortion = async (
  view: StoreView,
  query: PackageQuery,
  surroundings: Surroundings,
  after: string | null,
): Promise<Page<PackageOnHost>> => {
  const page = await view.fleet.hostsWithPackage(query.name, { after, limit: PORTION });
  const items: PackageOnHost[] = [];
  for (const row of page.items) {
    const host = await view.fleet.host(row.hostId);
    if (host === null || host.value.retiredAt !== null) continue;
    if (query.below !== null && !(await isBelow(view, row, query.below))) continue;
    const { hostname } = host.value;
    items.push({ ...row, hostname, environment: environmentNameOf(host.value, surroundings.policy) });
  }
  return { items, next: page.next };
};

const isBelow = async (
  view: StoreView,
  row: Pick<PackageOnHost, 'hostId' | 'package'>,
  below: { readonly version: string; readonly format: VersionFormat },
): Promise<boolean> => {
  const format = (await view.fleet.inventory(row.hostId))?.inventory.system.packageFormat;
  return format === below.format && compareVersions(format, row.package.version, below.version) < 0;
};
