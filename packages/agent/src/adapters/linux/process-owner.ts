// Whose a process is, from its control group: a unit of the system, a login, a unit of somebody's own manager, a container. Not here: whether
// it runs old code.

import type { ProcessOwner } from '@slipway/core/inventory';

export interface Ownership {
  /** A unit of the system's own manager. */
  readonly unit: string | null;
  /** Where there is no such unit, as far as the group's name tells. */
  readonly owner: ProcessOwner | null;
}

/**
 * From cgroup version 2 (`0::/system.slice/system-getty.slice/getty@tty1.service`): the unit is the first service below system.slice,
 * since what lies deeper is that service's own.
 * @param userOf the name of a user id
 */
export const ownershipOf = (cgroup: string, userOf: (uid: string) => string): Ownership => {
  const parts = /^0::(.*)$/m.exec(cgroup)?.[1]?.split('/') ?? [];
  // First: an engine's groups lie below whoever started it, its own service or somebody's login. What lies above the system's own
  // groups is what this host itself runs in: a container with an init has processes of its own, and none of them comes here.
  const container = containerOf(parts.slice(parts.findLastIndex((part) => OF_AN_INIT.has(part)) + 1));
  if (container !== null) return { unit: null, owner: container };
  // Whatever people call the groups below their own manager: no name there is a system unit's.
  if (parts.includes('user.slice')) return { unit: null, owner: personOf(parts, userOf) };
  if (parts.at(-1) === 'init.scope') return { unit: 'init.scope', owner: null };
  const at = parts.indexOf('system.slice');
  return { unit: at === -1 ? null : (parts.slice(at).find((part) => part.endsWith('.service')) ?? null), owner: null };
};

/** What an init makes below the group that it was given. */
const OF_AN_INIT: ReadonlySet<string> = new Set(['system.slice', 'user.slice', 'init.scope']);

type ContainerOwner = Extract<ProcessOwner, { kind: 'container' }>;

/** As their engines name a group: with the id that the engine's own list has, or the name. Ids as those lists print them. */
const CONTAINERS: readonly (readonly [ContainerOwner['engine'], RegExp])[] = [
  ['docker', /^docker-([0-9a-f]{12})[0-9a-f]{52}\.scope$/],
  ['podman', /^libpod-([0-9a-f]{12})[0-9a-f]{52}(?:\.scope)?$/],
  ['containerd', /^cri-containerd-([0-9a-f]{12})[0-9a-f]{52}\.scope$/],
  ['cri-o', /^crio-([0-9a-f]{12})[0-9a-f]{52}\.scope$/],
  ['lxc', /^lxc\.payload\.(.+)$/],
  ['nspawn', /^systemd-nspawn@(.+)\.service$/],
  ['nspawn', /^machine-(.+)\.scope$/],
];

const containerOf = (parts: readonly string[]): ContainerOwner | null => {
  for (const [at, part] of parts.entries()) {
    for (const [engine, pattern] of CONTAINERS) {
      const name = pattern.exec(part)?.[1];
      if (name !== undefined) return { kind: 'container', engine, name: unescaped(name) };
    }
    // Under the other driver of docker (cgroupfs) and older LXC the folder says which, and the name stands alone.
    const below = parts[at + 1];
    if (part === 'docker' && below !== undefined && /^[0-9a-f]{64}$/.test(below))
      return { kind: 'container', engine: 'docker', name: below.slice(0, 12) };
    if (part === 'lxc' && below !== undefined) return { kind: 'container', engine: 'lxc', name: below };
  }
  return null;
};

/** `user.slice/user-1000.slice/session-3.scope`, `…/user@1000.service/app.slice/foo.service` (logind, systemd.special(7)). */
const personOf = (parts: readonly string[], userOf: (uid: string) => string): ProcessOwner | null => {
  const uid = parts.map((part) => /^user-(\d+)\.slice$/.exec(part)?.[1]).find((found) => found !== undefined);
  if (uid === undefined) return null;
  const user = userOf(uid);
  const session = parts.map((part) => /^session-(.+)\.scope$/.exec(part)?.[1]).find((found) => found !== undefined);
  if (session !== undefined) return { kind: 'session', session, user };
  const manager = parts.indexOf(`user@${uid}.service`);
  const own = parts.slice(manager + 1).findLast((part) => /\.(?:service|scope)$/.test(part));
  return manager === -1 || own === undefined ? null : { kind: 'user-unit', unit: own, user };
};

/** systemd writes in unit names what is no plain character as `\x2d` (systemd-escape(1)). */
const unescaped = (name: string): string =>
  name.replace(/\\x([0-9a-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Of /etc/passwd; whom it does not know stays a number, as `ps` has it. */
export const usersIn = (passwd: string): ((uid: string) => string) => {
  const names = new Map(
    passwd.split('\n').flatMap((line): readonly (readonly [string, string])[] => {
      const [name, , uid] = line.split(':');
      return name === undefined || uid === undefined || uid === '' ? [] : [[uid, name]];
    }),
  );
  return (uid) => names.get(uid) ?? uid;
};
