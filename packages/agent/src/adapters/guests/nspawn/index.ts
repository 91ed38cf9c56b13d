// Containers of systemd-nspawn, and whatever else machined keeps and nobody else tells of (org.freedesktop.machine1(5)).
// Not here: when one goes, and how long it is waited for (executor).
// May import: ../means, ports, core, node:.

import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { SeenGuest } from '../../../ports/index.ts';
import { ask, identityDigestIn, type Means, startUnit, unknown, type Variant } from '../means/index.ts';
import { containersIn, imagesIn, propertiesIn } from './answers.ts';

const MACHINED = 'org.freedesktop.machine1';
const MANAGER = ['/org/freedesktop/machine1', `${MACHINED}.Manager`] as const;
const NOT_UNDERSTOOD = 'the answer of machined is not understood';

export const nspawn = (means: Means): Variant => ({
  list: async () => {
    const listed = await means.callBus(['call', MACHINED, ...MANAGER, 'ListMachines']);
    if (listed.kind === 'no-such-service') return ok([]);
    if (listed.kind === 'unreadable') return unknown(listed.problem);
    const machines = containersIn(listed.data);
    const images = await imagesOf(means);
    if (machines === null) return unknown(NOT_UNDERSTOOD);
    if (!images.ok) return images;
    const guests: SeenGuest[] = [];
    for (const { name, path } of machines) {
      const guest = await running(means, name, path);
      if (!guest.ok) return guest;
      if (guest.value !== null) guests.push(guest.value);
    }
    const down = images.value.filter(({ name }) => !machines.some((machine) => machine.name === name));
    for (const { name, path } of down) {
      const machineIdDigest = await identityDigestIn(means, path);
      guests.push({ kind: 'nspawn', name, state: 'stopped', machineIdDigest, notStartable: null });
    }
    return ok(guests);
  },
  // Not by its unit: that would be ended by force after the unit's own time.
  shutDown: async ({ name }) => {
    const answer = await ask(means, ['/usr/bin/machinectl', '--no-ask-password', 'poweroff', '--', name]);
    if (answer.kind === 'said') return ok(undefined);
    const detail = answer.kind === 'failed' ? answer.problem : 'there is no machinectl';
    return refuse('guest-not-gone', { guest: name, detail });
  },
  start: async ({ name, unit }) => {
    const answer =
      unit === undefined
        ? await ask(means, ['/usr/bin/machinectl', '--no-ask-password', 'start', '--', name])
        : await startUnit(means, unit);
    if (answer.kind === 'said') return ok(undefined);
    const detail = answer.kind === 'failed' ? answer.problem : 'there is no such program';
    return refuse('guest-not-back', { guest: name, detail });
  },
});

const imagesOf = async ({ callBus }: Means): Promise<Outcome<readonly { name: string; path: string }[]>> => {
  const listed = await callBus(['call', MACHINED, ...MANAGER, 'ListImages']);
  if (listed.kind !== 'data') return listed.kind === 'unreadable' ? unknown(listed.problem) : ok([]);
  const images = imagesIn(listed.data);
  return images === null ? unknown(NOT_UNDERSTOOD) : ok(images);
};

/** `null`: it went while it was asked. */
const running = async (means: Means, name: string, path: string): Promise<Outcome<SeenGuest | null>> => {
  const wanted = ['org.freedesktop.DBus.Properties', 'GetAll', 's', `${MACHINED}.Machine`];
  const answer = await means.callBus(['call', MACHINED, path, ...wanted]);
  if (answer.kind === 'unreadable' && /No machine|Unknown object/i.test(answer.problem)) return ok(null);
  const found = answer.kind === 'data' ? propertiesIn(answer.data) : null;
  if (found === null) return unknown(answer.kind === 'unreadable' ? answer.problem : NOT_UNDERSTOOD);
  const { unit, leader } = found;
  const isUnit = unit.endsWith('.service');
  return ok({
    kind: 'nspawn',
    name,
    state: 'running',
    machineIdDigest: await identityDigestIn(means, join('/proc', String(leader), 'root')),
    ...(isUnit ? { unit } : {}),
    notStartable: isUnit ? null : `no unit starts it (it is in ${unit || 'none'})`,
  });
};
