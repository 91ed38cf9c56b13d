// Guests of a simulated host. They take their time to go down and come up, go down with a loss of power or a boot, and come up by
// themselves only where they are told to. Held to what real managers do by the contract suite that all pass.

import type { GuestObserver, Guests } from '@slipway/agent/ports';
import { byGuest, type GuestName } from '@slipway/core/guest';
import { explain, ok, refuse } from '@slipway/core/reasons';
import type { HostCondition, SimulatedGuest } from './condition.ts';
import type { Surroundings } from './surroundings.ts';

/** From being asked to being down, or up. */
const SECONDS = { low: 1, high: 20 };

export const simulatedGuests = (around: Surroundings): Guests => {
  const { condition, happened, power, random, time } = around;
  const under = new Set<string>();
  const find = ({ kind, name }: GuestName): SimulatedGuest | null => {
    const guest = condition.guests.get(name);
    return guest?.kind === kind && guest.state !== 'away' ? guest : null;
  };
  /** Goes on without whoever asked for it, and ends with the power. */
  const later = (name: string, act: () => void): void => {
    if (under.has(name)) return;
    under.add(name);
    const begun = power();
    void time.sleep(random.between(SECONDS.low, SECONDS.high) * 1000).then(() => {
      under.delete(name);
      if (power() === begun) act();
    });
  };
  return {
    list: async () =>
      ok(
        [...condition.guests]
          .flatMap(([name, { kind, state, machineIdDigest, how }]) => {
            const notStartable = how === 'undefined-there' ? 'simulated' : null;
            return state === 'away' ? [] : [{ kind, name, state, machineIdDigest, notStartable }];
          })
          .sort(byGuest),
      ),
    shutDown: async (name) => {
      const guest = find(name);
      if (guest === null) return refuse('guest-not-gone', { guest: name.name, detail: 'nobody knows it' });
      if (guest.state === 'running' && guest.how !== 'deaf') {
        later(name.name, () => {
          guest.state = 'stopped';
          guest.power?.off();
          happened({ kind: 'guest', guest: name.name, what: 'stopped' });
        });
      }
      return ok(undefined);
    },
    start: async (name) => {
      const guest = find(name);
      if (guest === null) return refuse('guest-not-back', { guest: name.name, detail: 'nobody knows it' });
      if (guest.state === 'running') return ok(undefined);
      if (guest.how === 'spoilt') return refuse('guest-not-back', { guest: name.name, detail: 'simulated' });
      later(name.name, () => {
        guest.state = 'running';
        guest.power?.on();
        happened({ kind: 'guest', guest: name.name, what: 'started' });
      });
      return ok(undefined);
    },
  };
};

export const simulatedGuestLook = (around: Surroundings): GuestObserver => ({
  guestLook: async () => {
    const listed = await simulatedGuests(around).list();
    return listed.ok
      ? {
          kind: 'known',
          asOf: around.time.now(),
          guests: listed.value.map(({ kind, name, state, machineIdDigest }) => ({
            kind,
            name,
            state,
            machineIdDigest,
          })),
        }
      : { kind: 'unknown', detail: explain(listed.reason) };
  },
});

/** Whoever runs goes down with the host. */
export const dropGuests = ({ guests }: HostCondition): void => {
  for (const guest of guests.values()) {
    if (guest.state !== 'running' && guest.state !== 'paused') continue;
    guest.state = 'stopped';
    guest.power?.off();
  }
};

export const bootGuests = ({ guests }: HostCondition): void => {
  for (const guest of guests.values()) {
    if (guest.state !== 'stopped' || !guest.autostart || guest.how === 'spoilt') continue;
    guest.state = 'running';
    guest.power?.on();
  }
};
