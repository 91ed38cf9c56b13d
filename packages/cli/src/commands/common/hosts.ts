// Hosts by what people call them.

import { asHostId, isIdentifier } from '@slipway/core/ids';
import { endpoints, type HostSummary } from '@slipway/protocol/api';
import { type Api, allPages } from '../../connection/index.ts';
import { refused, wrongUse } from '../../exit/index.ts';

/** A host id or a hostname. Two hosts of one name are told apart by their ids, never guessed. */
export const findHost = async (api: Api, name: string): Promise<HostSummary> => {
  const found = await allPages(api, endpoints.hosts.list, { query: { selector: selectorFor(name) } });
  // A retired host is in no list any more; its page and its history are there under its id.
  if (found.length === 0 && isIdentifier(name)) {
    return (await api.call(endpoints.hosts.show, { params: { hostId: asHostId(name) } })).host;
  }
  const byId = found.find(({ hostId }) => hostId === name);
  if (byId !== undefined) return byId;
  const [only, ...others] = found;
  if (only === undefined) throw refused({ code: 'not-found', facts: { what: 'host', id: name } });
  if (others.length > 0) {
    const ids = found.map(({ hostId }) => hostId).join(', ');
    throw wrongUse(`${found.length} hosts are called "${name}": ${ids}. Name one by its id.`);
  }
  return only;
};

/** Each once, in the order in which they were named. */
export const findHosts = async (api: Api, names: readonly string[]): Promise<readonly HostSummary[]> => {
  const hosts = new Map<string, HostSummary>();
  for (const name of names) {
    const host = await findHost(api, name);
    hosts.set(host.hostId, host);
  }
  return [...hosts.values()];
};

const selectorFor = (name: string): string => {
  const text = `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return isIdentifier(name) ? `host = ${text} or hostname = ${text}` : `hostname = ${text}`;
};

/** `app1 (host-3f7a91c0)`: the name for people and the id that names one host alone. */
export const hostLabel = ({ hostId, hostname }: Pick<HostSummary, 'hostId' | 'hostname'>): string =>
  `${hostname} (${hostId})`;
