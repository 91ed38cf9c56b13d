// A person has looked at a host that nothing may start on (barred), that still counts as away although nobody works on it
// (isolated, lost, excused), or that is kept from its service until it is patched, and takes it as it is now.

import type { HostId } from '@slipway/core/ids';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import type { HostPhase } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import { type HostRecord, isAwayUnknown, type StoreView, type WantedIsolation } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { giveBackLease } from './give-back.ts';
import { letServe, standingIsolation } from './isolation.ts';

/** A host in these is at work or about to be: its lease ends with its attempt and no earlier. */
const AT_WORK: ReadonlySet<HostPhase> = new Set(['granted', 'away']);

export const freeHost = async (app: App, actor: Actor, hostId: HostId): Promise<Outcome<HostRecord>> => {
  const now = app.ports.clock.now();
  const outcome = await app.ports.store.write(async (change): Promise<Outcome<HostRecord>> => {
    const host = await change.fleet.host(hostId);
    if (host === null || host.value.retiredAt !== null) return refuse('not-found', { what: 'host', id: hostId });
    const freed = await freeLeases(change, hostId, now);
    if (!freed.ok) return freed;
    const isolation = freedIsolation(host.value, actor.person, now);
    const value = { ...host.value, barred: null, ...(isolation === null ? {} : { isolation }) };
    if (isolation !== null && host.value.barred === null) {
      await change.fleet.saveHost({ revision: host.revision, value });
    }
    if (host.value.barred !== null) {
      // What the host tells from now on is another story than the one stored, and a person has said that it counts.
      if (!isAwayUnknown(host.value)) await change.fleet.forgetLedger(hostId);
      await change.fleet.saveHost({ revision: host.revision, value });
      await change.fleet.addHostEvent({ hostId, at: now, event: { kind: 'freed', reason: host.value.barred } });
    }
    await change.access.addAuditEvent({
      at: now,
      who: actor.person,
      action: 'host.free',
      object: hostId,
      facts: { hostname: value.hostname, leases: freed.value },
    });
    return ok(value);
  });
  for (const subject of ['rollout', 'returning'] as const) app.ports.nudge.notify(subject);
  app.ports.nudge.notify(`host:${hostId}`);
  return outcome;
};

/** How many were freed. */
export const freeLeases = async (change: StoreView, hostId: HostId, now: Instant): Promise<Outcome<number>> => {
  const leases = (await change.rollouts.leases()).filter((lease) => lease.hostId === hostId);
  for (const { rolloutId } of leases) {
    const rollout = await change.rollouts.rollout(rolloutId);
    const phase = rollout?.value.hosts.find((host) => host.hostId === hostId)?.phase;
    if (phase !== undefined && AT_WORK.has(phase)) return refuse('host-busy', { rollout: rolloutId });
  }
  for (const { attemptId } of leases) await giveBackLease(change, { hostId, attemptId, now });
  return ok(leases.length);
};

/** `null`: nobody keeps it from its service. */
const freedIsolation = (host: HostRecord, person: string, now: Instant): WantedIsolation | null =>
  standingIsolation(host) === null ? null : letServe(host, reason('isolation-freed', { person }), now);
