// A person reaches a host that does not answer through what stands beside it: its management, its hypervisor, its console. Never
// called by Slipway itself: whether a machine may be switched off is more than the silence of its agent can say.

import type { HostId } from '@slipway/core/ids';
import { type OutOfBandRule, outOfBandFor } from '@slipway/core/policy';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import { hasEnded } from '@slipway/core/rollout';
import { msBetween } from '@slipway/core/time';
import type { HostEvent, HostRecord, OutOfBandAction, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { silenceSeconds } from './silent.ts';

/** Whoever was heard within this, or within what is no silence yet where hosts report more seldom, is not gone. */
const HEARD_SECONDS_MIN = 300;

export type OutOfBandCall = Extract<HostEvent['event'], { readonly kind: 'out-of-band' }>;

/** What policy names for it; `null`: nothing. Where several rules select a host, the first one counts. */
export const outOfBandOf = async ({ plans }: StoreView, { labels }: HostRecord): Promise<OutOfBandRule | null> => {
  const policy = await plans.policy();
  return policy === null ? null : (outOfBandFor(labels, policy.value)[0] ?? null);
};

export const callOutOfBand = async (
  app: App,
  actor: Actor,
  hostId: HostId,
  action: OutOfBandAction,
): Promise<Outcome<OutOfBandCall>> => {
  const allowed = await allow(app, actor, hostId, action);
  if (!allowed.ok) return allowed;
  const { rule, hostname } = allowed.value;
  const { hook, parameters, timeoutSeconds } = rule;
  const answer = await app.ports.outOfBand.call({ hook, action, hostId, hostname, parameters, timeoutSeconds });
  const said = answer.ok ? { ...answer.value, reason: null } : { status: null, output: '', reason: answer.reason };
  const event: OutOfBandCall = { kind: 'out-of-band', by: actor.person, action, hook, ...said };
  await app.ports.store.write(async ({ fleet }) => {
    await fleet.addHostEvent({ hostId, at: app.ports.clock.now(), event });
  });
  return ok(event);
};

/** Written down before it is called: what took effect must not be unknown because the controller died meanwhile. */
const allow = async (
  app: App,
  actor: Actor,
  hostId: HostId,
  action: OutOfBandAction,
): Promise<Outcome<{ readonly rule: OutOfBandRule; readonly hostname: string }>> =>
  await app.ports.store.write(async (change) => {
    const now = app.ports.clock.now();
    const host = await change.fleet.host(hostId);
    if (host === null || host.value.retiredAt !== null) return refuse('not-found', { what: 'host', id: hostId });
    const { hostname, contact } = host.value;
    const rule = await outOfBandOf(change, host.value);
    if (rule === null) return refuse('out-of-band-missing', { host: hostname });
    const against = action === 'console' ? null : await reasonAgainst(app, change, host.value);
    if (against !== null) return { ok: false, reason: against };
    await change.access.addAuditEvent({
      at: now,
      who: actor.person,
      action: `host.out-of-band.${action}`,
      object: hostId,
      facts: { hostname, hook: rule.hook, seenAt: contact?.seenAt ?? 'never' },
    });
    return ok({ rule, hostname });
  });

/** A host that is heard, or still within the deadline of what it is doing, is not switched off under its package manager. */
const reasonAgainst = async (
  { options, ports }: App,
  { rollouts }: StoreView,
  { hostId, hostname, contact }: HostRecord,
): Promise<Reason | null> => {
  const seconds = silenceSeconds(options.idleCheckInSeconds, HEARD_SECONDS_MIN);
  if (contact !== null && msBetween(contact.seenAt, ports.clock.now()) < seconds * 1000) {
    return reason('host-heard-lately', { host: hostname, at: contact.seenAt });
  }
  for (const { value } of await rollouts.openRolloutsWith(hostId)) {
    const phase = value.hosts.find((host) => host.hostId === hostId)?.phase;
    if (phase !== undefined && phase !== 'waiting' && phase !== 'lost' && !hasEnded(phase)) {
      return reason('host-not-lost', { host: hostname, rollout: value.rolloutId });
    }
  }
  return null;
};
