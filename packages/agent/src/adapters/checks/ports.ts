// What listens on this host, and which unit it belongs to. People's own programs and containers' are left out: no update of a
// package ends or starts them as such.

import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckItem, CheckReading } from '@slipway/core/check';
import { unknown } from './readings.ts';
import { type Listening, listeningIn, type Protocol } from './sockets.ts';

/** More is no list that anybody compares; a busy host has a hundred. */
const ITEMS_MAX = 1000;
const LISTS: readonly (readonly [Protocol, string])[] = [
  ['tcp', 'tcp'],
  ['tcp', 'tcp6'],
  ['udp', 'udp'],
  ['udp', 'udp6'],
];
/** A socket that no process has is the kernel's own, as that of the NFS server. */
const KERNEL = 'kernel';

export const checkPorts = async (proc: string): Promise<CheckReading> => {
  const sockets = await listening(proc);
  const passing = passingPorts(await textOf(join(proc, 'sys/net/ipv4/ip_local_port_range')));
  const owners = await ownersOf(proc, new Set(sockets.map(({ inode }) => inode)));
  // One that was closed while its owner was looked for would count as the kernel's.
  const still = new Set((await listening(proc)).map(({ inode }) => inode));
  const items = new Map<string, CheckItem>();
  for (const socket of sockets.filter(({ inode }) => still.has(inode))) {
    for (const item of itemsOf(socket, owners.get(socket.inode), passing)) items.set(item.name, item);
  }
  if (items.size > ITEMS_MAX) return unknown(`${items.size} ports listen, and at most ${ITEMS_MAX} are compared`);
  const sorted = [...items.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { state: 'well', items: sorted, detail: `${sorted.length} listen` };
};

const listening = async (proc: string): Promise<readonly Listening[]> => {
  const sockets: Listening[] = [];
  for (const [protocol, list] of LISTS) {
    const text = await textOf(join(proc, 'net', list));
    // Without IPv6 there are no such lists.
    if (text === null && list.endsWith('6')) continue;
    if (text === null) throw new Error(`the kernel's list of ${protocol} sockets cannot be read`);
    sockets.push(...listeningIn(protocol, text));
  }
  return sockets;
};

interface Range {
  readonly from: number;
  readonly to: number;
}

const passingPorts = (text: string | null): Range => {
  const [from = Number.NaN, to = Number.NaN] = (text ?? '').trim().split(/\s+/).map(Number);
  // As ip(7) has it by default.
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) ? { from, to } : { from: 32_768, to: 60_999 };
};

/**
 * A port out of the range that the kernel hands out is another one after every start: of such the unit is compared, and not
 * the number; and with datagrams it is a question that waits for its answer, and nothing that listens.
 */
const itemsOf = (
  { protocol, port, reaches }: Listening,
  owner: string | null | undefined,
  { from, to }: Range,
): readonly CheckItem[] => {
  if (owner === null) return [];
  const isPassing = port >= from && port <= to;
  if (isPassing && protocol === 'udp') return [];
  const unit = owner ?? KERNEL;
  return reaches.map((reach) => ({
    name: `${protocol} ${isPassing ? 'some port' : port} (${reach}) ${unit}`,
    count: 1,
    ...(owner === undefined ? {} : { unit }),
  }));
};

/** By inode: the unit of the process that holds the socket; `null`: a person's, or a container's. */
const ownersOf = async (proc: string, inodes: ReadonlySet<string>): Promise<ReadonlyMap<string, string | null>> => {
  const owners = new Map<string, string | null>();
  for (const pid of (await readdir(proc)).filter((name) => /^\d+$/.test(name))) {
    const held = (await socketsOf(join(proc, pid, 'fd'))).filter((inode) => inodes.has(inode));
    if (held.length === 0) continue;
    const unit = unitOf((await textOf(join(proc, pid, 'cgroup'))) ?? '');
    for (const inode of held) owners.set(inode, stronger(owners.get(inode), unit));
  }
  return owners;
};

/** systemd keeps the socket that it has handed on: the same before and after, whether or not somebody has called yet. */
const stronger = (one: string | null | undefined, other: string | null): string | null => {
  if (one === undefined || one === null) return other;
  if (other === null || one === SYSTEMD) return one;
  return other === SYSTEMD || other < one ? other : one;
};

const SYSTEMD = 'init.scope';

/** From cgroup version 2: the first service of the system's own; a machine has services of its own, which are not. */
const unitOf = (cgroup: string): string | null => {
  const parts = (/^0::(.*)$/m.exec(cgroup)?.[1] ?? '').split('/');
  if (parts.includes('user.slice') || parts.includes('machine.slice')) return null;
  if (parts.at(-1) === SYSTEMD) return SYSTEMD;
  const at = parts.indexOf('system.slice');
  return at === -1 ? null : (parts.slice(at).find((part) => part.endsWith('.service')) ?? null);
};

const socketsOf = async (directory: string): Promise<readonly string[]> => {
  let names: readonly string[];
  try {
    names = await readdir(directory);
  } catch {
    return [];
  }
  const found: string[] = [];
  for (const name of names) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(await readlink(join(directory, name)))?.[1];
      if (inode !== undefined) found.push(inode);
    } catch {
      // Closed meanwhile.
    }
  }
  return found;
};

const textOf = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
};
