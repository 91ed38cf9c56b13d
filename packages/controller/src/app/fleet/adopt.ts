// Adopt and leave: what people want of a host's mode. The host obeys a signed order, and says so in its ledger.

import { endedCourses, endedSpans } from '@slipway/core/compliance';
import type { HostId } from '@slipway/core/ids';
import { type Policy, rulesOf } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { HostRecord, StoreView } from '../../ports/index.ts';
import { type Actor, requireRole } from '../access/index.ts';
import type { App } from '../context.ts';
import { changeHost } from './change-host.ts';
import { freeLeases } from './free.ts';
import { askedToRefresh } from './refresh.ts';

export const setMode = async (
  app: App,
  actor: Actor,
  hostId: HostId,
  mode: 'adopted' | 'observed',
): Promise<Outcome<HostRecord>> => {
  const action = `host.${mode === 'adopted' ? 'adopt' : 'leave'}`;
  const changed = await changeHost(app, actor, hostId, action, async (host) => {
    const { adoptionOrder, reportedAdoptionOrder, wantedMode } = host;
    // A controller that was restored may have forgotten orders that the host has obeyed: it obeys none that is not higher.
    const obeyed = Math.max(adoptionOrder, reportedAdoptionOrder);
    if (wantedMode === mode && adoptionOrder === obeyed) return ok(host);
    return ok({ ...host, wantedMode: mode, adoptionOrder: obeyed + 1 });
  });
  if (changed.ok) app.ports.nudge.notify(`host:${hostId}`);
  return changed;
};

export const setLabels = async (
  app: App,
  actor: Actor,
  hostId: HostId,
  labels: Readonly<Record<string, string>>,
): Promise<Outcome<HostRecord>> =>
  await changeHost(app, actor, hostId, 'host.label', async (host, change) => {
    // Membership decides cluster limits: it must not move under a rollout that was planned with it.
    const [busy] = await change.rollouts.openRolloutsWith(hostId);
    if (busy !== undefined) return refuse('host-busy', { rollout: busy.value.rolloutId });
    const allowed = await mayMove(change, actor, host, labels);
    // How it faces, and which exceptions are its own, may have changed.
    if (allowed.ok) await change.reports.lookAgain(hostId);
    return allowed.ok ? ok({ ...host, labels }) : allowed;
  });

/**
 * The environment, and the part policy in it, brings the approval rule and the window with it: who could take a host out of one could have it patched
 * under the rule of another. Into its first environment a host is put by any operator.
 */
const mayMove = async (
  change: StoreView,
  actor: Actor,
  host: HostRecord,
  labels: HostRecord['labels'],
): Promise<Outcome<void>> => {
  const policy = (await change.plans.policy())?.value;
  if (policy === undefined) return ok(undefined);
  const before = placeText(host.labels, policy);
  const moves = before !== null && placeText(labels, policy) !== before;
  return moves ? requireRole(actor, 'administrator') : ok(undefined);
};

/** `null`: in no environment. */
const placeText = (labels: HostRecord['labels'], policy: Policy): string | null => {
  const rules = rulesOf(labels, policy);
  if (rules.kind === 'none') return null;
  if (rules.kind === 'conflict') return JSON.stringify([rules.environment, ...rules.policyNames]);
  return JSON.stringify([rules.environment.name, rules.policyName]);
};

export const askRefresh = async (app: App, actor: Actor, hostId: HostId): Promise<Outcome<HostRecord>> => {
  const now = app.ports.clock.now();
  const changed = await changeHost(app, actor, hostId, 'host.refresh', async (host) => ok(askedToRefresh(host, now)));
  app.ports.nudge.notify(`host:${hostId}`);
  return changed;
};

/** Its certificate and its record end with it, and its place in its clusters is free. A host at work finishes first. */
export const retireHost = async (app: App, actor: Actor, hostId: HostId): Promise<Outcome<HostRecord>> =>
  await changeHost(app, actor, hostId, 'host.retire', async (host, change) => {
    const now = app.ports.clock.now();
    const freed = await freeLeases(change, hostId, now);
    if (!freed.ok) return freed;
    const { lookedAt, span, open } = await change.reports.coursesOf(hostId);
    await change.reports.noteLook(hostId, {
      at: lookedAt,
      nextAt: null,
      spans: endedSpans(span, lookedAt, now),
      courses: endedCourses(open, now),
    });
    return ok({ ...host, retiredAt: now });
  });
