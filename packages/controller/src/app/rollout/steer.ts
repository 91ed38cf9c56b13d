// What people do to a rollout: start, pause, resume, say "go on", excuse a host, abort. Each is one pure transition, stored
// with its audit event, or a refusal that says why.

import type { Digest, HostId, RolloutId } from '@slipway/core/ids';
import type { PlanHeader } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import {
  abortRollout,
  excuseHost,
  goOn,
  hasEnded,
  newRollout,
  pauseRollout,
  type Rollout,
  resumeRollout,
} from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { AuditFact, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import { approvalState, endPreparing, whyReplaced } from '../approval/index.ts';
import type { App } from '../context.ts';
import { whyMoved } from './closed.ts';
import { notePromoted, whyNotPromoted } from './promoted.ts';
import { tellChanged, tellStarted } from './told.ts';

export const startRollout = async (app: App, actor: Actor, planDigest: Digest): Promise<Outcome<Rollout>> => {
  const { clock, ids, store, zones } = app.ports;
  const now = clock.now();
  const outcome = await store.write(async (change): Promise<Outcome<Rollout>> => {
    const plan = await change.plans.plan(planDigest);
    if (plan === null) return refuse('not-found', { what: 'plan', id: planDigest });
    const approved = await approvalState(change, plan, now);
    if (!approved.ok) return approved;
    for (const { value } of await change.rollouts.openRollouts()) {
      // As in planning: whoever has ended there has nothing more to wait for in it.
      const both = value.hosts.find(
        ({ hostId, phase }) => !hasEnded(phase) && plan.header.bounds.hosts.includes(hostId),
      );
      if (both !== undefined) return refuse('host-busy', { rollout: value.rolloutId });
    }
    const moved = await whyMoved(change, plan, zones);
    if (moved !== null) return { ok: false, reason: moved };
    const against = await whyNotPromoted(change, plan.header.bounds.patchSetDigest);
    if (against !== null) return { ok: false, reason: against };
    const replaced = await whyReplaced(change, plan);
    if (replaced !== null) return { ok: false, reason: replaced };
    const rollout = newRollout({ rolloutId: ids.rolloutId(), planDigest, header: plan.header, now });
    await change.rollouts.addRollout(rollout);
    await notePromoted(change, plan, { rollout, actor, now });
    await endPreparing(change, plan);
    await tellStarted(change, rollout, plan.header);
    const facts = { plan: planDigest, rule: plan.header.approval.rule };
    await audit(change, actor, 'rollout.start', rollout.rolloutId, { at: now, facts });
    return ok(rollout);
  });
  if (outcome.ok) wake(app, outcome.value);
  return outcome;
};

export const pause = async (app: App, actor: Actor, rolloutId: RolloutId): Promise<Outcome<Rollout>> =>
  await steer(app, actor, rolloutId, 'rollout.pause', (rollout) => pauseRollout(rollout, actor));

export const resume = async (app: App, actor: Actor, rolloutId: RolloutId): Promise<Outcome<Rollout>> =>
  await steer(app, actor, rolloutId, 'rollout.resume', (rollout, _now, header) =>
    resumeRollout(rollout, { person: actor.person, header }),
  );

export const abort = async (app: App, actor: Actor, rolloutId: RolloutId): Promise<Outcome<Rollout>> =>
  await steer(app, actor, rolloutId, 'rollout.abort', (rollout, now) =>
    abortRollout(rollout, { person: actor.person, now }),
  );

export const sayGoOn = async (app: App, actor: Actor, rolloutId: RolloutId): Promise<Outcome<Rollout>> =>
  await steer(app, actor, rolloutId, 'rollout.go-on', (rollout, _now, header) =>
    goOn(rollout, { person: actor.person, header }),
  );

export const excuse = async (
  app: App,
  actor: Actor,
  rolloutId: RolloutId,
  hostId: HostId,
  why: string,
): Promise<Outcome<Rollout>> =>
  await steer(app, actor, rolloutId, 'rollout.excuse', (rollout, now) => excuseHost(rollout, { hostId, why, now }));

const steer = async (
  app: App,
  actor: Actor,
  rolloutId: RolloutId,
  action: string,
  transition: (rollout: Rollout, now: Instant, header: PlanHeader) => Outcome<Rollout>,
): Promise<Outcome<Rollout>> => {
  const now = app.ports.clock.now();
  const outcome = await app.ports.store.write(async (change): Promise<Outcome<Rollout>> => {
    const rollout = await change.rollouts.rollout(rolloutId);
    if (rollout === null) return refuse('not-found', { what: 'rollout', id: rolloutId });
    const plan = await change.plans.plan(rollout.value.planDigest);
    if (plan === null) return refuse('not-found', { what: 'plan', id: rollout.value.planDigest });
    const next = transition(rollout.value, now, plan.header);
    if (!next.ok) return next;
    await change.rollouts.saveRollout({ revision: rollout.revision, value: next.value });
    await tellChanged(change, { before: rollout.value, after: next.value, revision: rollout.revision, at: now });
    await audit(change, actor, action, rolloutId, { at: now, facts: {} });
    return next;
  });
  if (outcome.ok) wake(app, outcome.value);
  return outcome;
};

const audit = async (
  change: StoreView,
  actor: Actor,
  action: string,
  object: string,
  noted: Pick<AuditFact, 'at' | 'facts'>,
): Promise<void> => {
  await change.access.addAuditEvent({ ...noted, who: actor.person, action, object });
};

const wake = (app: App, rollout: Rollout): void => {
  const subjects = ['rollout', 'promotion', `watch:${rollout.rolloutId}`, 'notify'] as const;
  for (const subject of subjects) app.ports.nudge.notify(subject);
  for (const { hostId } of rollout.hosts) app.ports.nudge.notify(`host:${hostId}`);
};
