// What is pending over the fleet, by package and version.

import type { PendingUpdate } from '@slipway/core/inventory';
import { isKernelPackage, type Scope } from '@slipway/core/patch-set';
import type { FleetUpdate, FleetUpdates } from '@slipway/protocol/api';
import { type HostRecord, type PageRequest, pageOf, readCursor } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { environmentNameOf, readSurroundings } from './surroundings.ts';
import { walkHosts } from './walk-hosts.ts';

export interface UpdateQuery {
  readonly environment: string | null;
  readonly security: boolean | null;
  readonly scope: Scope;
}

export const listUpdates = async (app: App, query: UpdateQuery, page: PageRequest): Promise<FleetUpdates> => {
  const after = readCursor(page, 'text', 'text', 'text');
  const { policy } = await app.ports.store.read(readSurroundings);
  const groups = new Map<string, Group>();
  const unknown: { readonly hostId: FleetUpdates['unknown'][number]['hostId']; readonly hostname: string }[] = [];
  let hosts = 0;
  const wanted = (host: HostRecord): boolean =>
    query.environment === null || environmentNameOf(host, policy) === query.environment;
  for await (const { host, stored } of walkHosts(app, null, wanted)) {
    const environment = environmentNameOf(host, policy);
    hosts += 1;
    if (stored?.inventory.updates.kind !== 'known') {
      unknown.push({ hostId: host.hostId, hostname: host.hostname });
      continue;
    }
    for (const update of stored.inventory.updates.updates) {
      if (isWanted(update, query)) count(groups, update, environment);
    }
  }
  const rows = [...groups.values()]
    .map(updateOf)
    .sort((a, b) => compareKeys(keyOf(a), keyOf(b)))
    .filter((row) => after === null || compareKeys(keyOf(row), after) > 0);
  return { ...pageOf(rows, page, keyOf), hosts, unknown };
};

const isWanted = (update: PendingUpdate, { security, scope }: UpdateQuery): boolean => {
  if (security !== null && update.security !== security) return false;
  switch (scope) {
    case 'all':
      return true;
    case 'security':
      return update.security;
    case 'kernel':
      return isKernelPackage(update.name);
    default:
      return scope satisfies never;
  }
};

interface Group {
  readonly update: PendingUpdate;
  security: boolean;
  hosts: number;
  readonly environments: Map<string, number>;
  readonly from: Map<string | null, number>;
}

const count = (groups: Map<string, Group>, update: PendingUpdate, environment: string | null): void => {
  const key = JSON.stringify([update.name, update.architecture, update.to]);
  const known = groups.get(key) ?? { update, security: false, hosts: 0, environments: new Map(), from: new Map() };
  known.hosts += 1;
  // One host that gets it from a security suite is enough: the version is the same.
  known.security ||= update.security;
  if (environment !== null) raise(known.environments, environment);
  raise(known.from, update.from);
  groups.set(key, known);
};

const raise = <Key>(counts: Map<Key, number>, key: Key): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

const updateOf = ({ update, security, hosts, environments, from }: Group): FleetUpdate => ({
  name: update.name,
  architecture: update.architecture,
  to: update.to,
  security,
  hosts,
  environments: Object.fromEntries([...environments].sort(([a], [b]) => compareText(a, b))),
  from: [...from]
    .map(([version, number]) => ({ version, hosts: number }))
    .sort((a, b) => b.hosts - a.hosts || compareText(a.version ?? '', b.version ?? '')),
});

type Key = readonly [string, string, string];

const keyOf = ({ name, architecture, to }: FleetUpdate): Key => [name, architecture, to];

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const compareKeys = (a: Key, b: Key): number =>
  compareText(a[0], b[0]) || compareText(a[1], b[1]) || compareText(a[2], b[2]);
