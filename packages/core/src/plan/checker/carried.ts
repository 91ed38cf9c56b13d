// Carriers and guests in the waves: never together, and whoever is shut down with its carrier counts as away.

import type { HostId } from '../../ids/index.ts';
import type { CheckerNote, Wave } from '../types.ts';
import type { Facts } from './facts.ts';
import { error } from './notes.ts';

/** The hosts of the wave, and whoever is shut down with one of them. */
export const goingWith = ({ burden, environment }: Facts, { hosts }: Pick<Wave, 'hosts'>): ReadonlySet<HostId> =>
  environment?.guests?.choice === 'stop'
    ? new Set([...hosts, ...hosts.flatMap((hostId) => [...(burden.get(hostId) ?? [])])])
    : new Set(hosts);

/** A carrier and what it carries are never away at one moment, whatever becomes of its guests. */
export function* checkCarriers({ burden, hosts }: Facts, wave: Wave, number: number): Iterable<CheckerNote> {
  const nameOf = (hostId: HostId): string => hosts.get(hostId)?.hostname ?? hostId;
  for (const carrier of wave.hosts) {
    for (const guest of burden.get(carrier) ?? []) {
      if (!wave.hosts.includes(guest)) continue;
      const facts = { wave: number, carrier: nameOf(carrier), guest: nameOf(guest) };
      yield error('check-carrier-with-guest', facts, carrier);
    }
  }
}
