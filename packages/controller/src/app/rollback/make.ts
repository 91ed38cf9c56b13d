// Asking for a rollback: the patch set that leads back, the quarantine of what is left, and the request for the plan stand
// together or not at all. What is kept from hosts is so at once: what brought them there must not come again with the next cycle.

import type { HostId } from '@slipway/core/ids';
import type { VersionQuarantine } from '@slipway/core/patch-set';
import { type Outcome, refuse } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import type { PlanRequest, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { noteRequest } from '../planning/index.ts';
import { putQuarantine } from '../promotion/index.ts';
import { nextRequestId } from './of-rollout.ts';
import { hostsBack, type LeftVersion, nobody, type RollbackScope, rollbackScope, type ScopeWish } from './scope.ts';

export interface RollbackWish extends ScopeWish {
  readonly why: string;
  /** Names of packages whose versions are kept from all hosts from now on; absent: all that the hosts leave. */
  readonly quarantine?: readonly string[];
  /** At any time from now on for so long; absent: in the windows of policy. */
  readonly withinSeconds?: number;
}

export const makeRollback = async (app: App, actor: Actor, wish: RollbackWish): Promise<Outcome<PlanRequest>> => {
  const found = await rollbackScope(app, wish);
  if (!found.ok) return found;
  const scope = found.value;
  const onlyHosts = hostsBack(scope);
  if (onlyHosts.length === 0) return { ok: false, reason: nobody(scope) };
  const stranger = wish.quarantine?.find((name) => !scope.versions.some((one) => one.name === name));
  if (stranger !== undefined) {
    const detail = `no host that is taken back leaves a version of ${stranger}`;
    return refuse('input-invalid', { what: 'quarantine', detail });
  }
  const outcome = await app.ports.store.write(
    async (change) => await noteRollback(change, app, { actor, wish, scope, onlyHosts }),
  );
  if (!outcome.ok) return outcome;
  const { request, asked } = outcome.value;
  for (const subject of ['planning', 'rollout', 'promotion', 'notify'] as const) app.ports.nudge.notify(subject);
  for (const hostId of asked) app.ports.nudge.notify(`host:${hostId}`);
  return { ok: true, value: request };
};

interface Noted {
  readonly actor: Actor;
  readonly wish: RollbackWish;
  readonly scope: RollbackScope;
  readonly onlyHosts: readonly HostId[];
}

const noteRollback = async (
  change: StoreView,
  app: App,
  { actor, wish, scope, onlyHosts }: Noted,
): ReturnType<typeof noteRequest> => {
  const { rollout, plan, patchSet, patchSetDigest } = scope;
  const now = app.ports.clock.now();
  await change.patchSets.addPatchSet({ digest: patchSetDigest, patchSet, author: actor.person, cutAt: now });
  const planRequestId = await nextRequestId(change, rollout.rolloutId);
  const noted = await noteRequest(change, {
    wish: {
      environment: rollout.environment,
      policyName: plan.policyName ?? null,
      patchSetDigest,
      overrides: [],
      planRequestId,
      onlyHosts: [...onlyHosts].sort(),
      ...(wish.withinSeconds === undefined ? {} : { anyTimeUntil: addSeconds(now, wish.withinSeconds) }),
      rollback: { rolloutId: rollout.rolloutId, planDigest: rollout.planDigest, why: wish.why },
    },
    author: actor.person,
    who: actor.person,
    now,
    waitSeconds: app.options.proposalWaitSeconds,
  });
  // Its environment, or the policy that it was planned by, is gone: then nothing is quarantined either.
  if (!noted.ok) return noted;
  const quarantined: string[] = [];
  for (const one of versionsToKeep(scope, wish)) {
    const made = quarantineOf(one, { actor, wish, id: app.ports.ids.named('quarantine'), now });
    await putQuarantine(change, actor, made);
    quarantined.push(`${one.name}=${one.version}`);
  }
  await change.access.addAuditEvent({
    at: now,
    who: actor.person,
    action: 'rollback.make',
    object: rollout.rolloutId,
    facts: {
      why: wish.why,
      hosts: onlyHosts.length,
      request: planRequestId,
      patchSet: patchSetDigest,
      quarantined: quarantined.join(',') || 'none',
    },
  });
  return noted;
};

const versionsToKeep = ({ versions }: RollbackScope, { quarantine }: RollbackWish): readonly LeftVersion[] =>
  versions.filter((one) => !one.isQuarantined && (quarantine === undefined || quarantine.includes(one.name)));

const quarantineOf = (
  { platform, name, version }: LeftVersion,
  by: {
    readonly actor: Actor;
    readonly wish: RollbackWish;
    readonly id: string;
    readonly now: VersionQuarantine['at'];
  },
): VersionQuarantine => ({
  quarantineId: by.id,
  platform,
  package: { kind: 'binary', name },
  version,
  why: `${by.wish.why} (taken back with rollout ${by.wish.rolloutId})`,
  cause: 'person',
  by: by.actor.person,
  at: by.now,
  lifted: null,
});
