// The rollout loop: for every open rollout take the claim, look at everything, decide, store the decision with its leases
// and grants in one transaction. A crash anywhere loses nothing: the next look decides the same again.

import { BUILT_IN } from '@slipway/core/diagnosis';
import type { Envelope } from '@slipway/core/document';
import type { Digest, HostId } from '@slipway/core/ids';
import {
  type AwayHost,
  awayByLease,
  type CarriedHosts,
  carriedByEither,
  decideRollout,
  grantNotIssued,
  isOver,
  judgeLease,
  leaseFor,
  leaseRequestFor,
  type Rollout,
  type RolloutCommand,
  type RolloutDecision,
  startGrantFor,
  whyNobodyStarts,
} from '@slipway/core/rollout';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { Claim, StoreView, Versioned } from '../../ports/index.ts';
import { closeWithRollout } from '../approval/index.ts';
import type { App } from '../context.ts';
import { causeTableOf } from '../diagnosis/index.ts';
import { giveBackLease, type Listening } from '../fleet/index.ts';
import { awayHosts } from './away.ts';
import { carriedNow, guestsUnknown } from './carried.ts';
import { askAgain } from './drifted.ts';
import { hostsInSight } from './in-sight.ts';
import { type GatheredRollout, rolloutInput } from './input.ts';
import { mayBegin } from './may-begin.ts';
import { noteNotIsolated } from './missed.ts';
import { tellOverdueSteps } from './overdue-steps.ts';
import { settlePromoted } from './promoted.ts';
import { quarantinedHosts } from './quarantined.ts';
import { wantAfterSoak } from './still-so.ts';
import { failureOf, tellChanged } from './told.ts';
import { tellWantedWord } from './wanted-word.ts';

/** A claim that is not renewed frees the rollout for another controller after this; far longer than one look takes. */
const CLAIM_SECONDS = 30;

export interface LookResult {
  /** Something was decided: look again at once. */
  readonly changed: boolean;
  readonly lookAgainAt: Instant | null;
}

export const lookAtRollouts = async (app: App): Promise<LookResult> => {
  const open = await app.ports.store.read(async ({ rollouts }) => await rollouts.openRollouts());
  let changed = false;
  let lookAgainAt: Instant | null = null;
  for (const rollout of open) {
    const result = await lookSafely(app, rollout);
    changed = result.changed || changed;
    if (result.lookAgainAt !== null && (lookAgainAt === null || result.lookAgainAt < lookAgainAt))
      lookAgainAt = result.lookAgainAt;
  }
  return { changed, lookAgainAt };
};

/** After a look that threw: long enough not to fill the log. */
const FAILED_SECONDS = 5;

/** One rollout that cannot be looked at must not keep the others from going on. */
const lookSafely = async (app: App, rollout: Versioned<Rollout>): Promise<LookResult> => {
  try {
    return await lookAtRollout(app, rollout);
  } catch (error) {
    app.ports.log.error('rollout not looked at', { rolloutId: rollout.value.rolloutId, error });
    return { changed: false, lookAgainAt: addSeconds(app.ports.clock.now(), FAILED_SECONDS) };
  }
};

const lookAtRollout = async (app: App, rollout: Versioned<Rollout>): Promise<LookResult> => {
  const { clock, sha256, store, zones } = app.ports;
  const { idleCheckInSeconds } = app.options;
  const now = clock.now();
  const claim = await store.write(
    async ({ rollouts }) =>
      await rollouts.claim(
        `rollout:${rollout.value.rolloutId}`,
        app.options.owner,
        now,
        addSeconds(now, CLAIM_SECONDS),
      ),
  );
  if (claim === null) return { changed: false, lookAgainAt: addSeconds(now, CLAIM_SECONDS) };
  const input = await store.read(
    async (view) => await rolloutInput(view, rollout, { now, idleCheckInSeconds, zones, sha256 }),
  );
  await wantAfterSoak(app, input);
  const decision = decideRollout(input);
  if (!isChange(rollout.value, decision)) {
    await tellWantedWord(app, input);
    await tellOverdueSteps(app, input, decision.waiting);
    return { changed: false, lookAgainAt: decision.lookAgainAt };
  }
  const changed = await storeDecision(app, { claim, rollout, input, decision, now });
  if (changed) wake(app, decision);
  return { changed, lookAgainAt: decision.lookAgainAt };
};

const isChange = (before: Rollout, { rollout, commands }: RolloutDecision): boolean =>
  commands.length > 0 || (rollout !== before && JSON.stringify(before) !== JSON.stringify(rollout));

interface Decided {
  readonly claim: Claim;
  readonly rollout: Versioned<Rollout>;
  readonly input: GatheredRollout;
  readonly decision: RolloutDecision;
  readonly now: Instant;
}

/** `false`: another controller, another look or a person was first; then nothing of this decision holds. */
const storeDecision = async (app: App, decided: Decided): Promise<boolean> => {
  const { claim, rollout, decision } = decided;
  const envelopes = await signGrants(app, decided);
  const table = newlyFailed(rollout.value, decision.rollout) ? await causeTableOf(app) : BUILT_IN;
  let asked: readonly HostId[] = [];
  const saved = await app.ports.store.write(async (change) => {
    if (!(await change.rollouts.claimHolds(claim))) return false;
    const standing = await change.rollouts.rollout(rollout.value.rolloutId);
    if (standing?.revision !== rollout.revision) return false;
    if (await isTooLate(app, change, decided)) return false;
    const listening = { now: decided.now, idleCheckInSeconds: app.options.idleCheckInSeconds };
    const leasing = leasingIn(change, listening, decided.input);
    let value = decision.rollout;
    for (const command of decision.commands)
      value = await carryOut(change, { ...decided, envelopes, leasing }, value, command);
    if (!(await change.rollouts.saveRollout({ revision: rollout.revision, value }))) return false;
    await closeWithRollout(change, value);
    await settlePromoted(change, value);
    const changed = { before: rollout.value, after: value, revision: rollout.revision, at: decided.now };
    await noteNotIsolated(change, changed);
    await tellChanged(change, { ...changed, table });
    asked = await askAgain(change, { ...changed, waitSeconds: app.options.proposalWaitSeconds });
    return true;
  });
  for (const hostId of asked) app.ports.nudge.notify(`host:${hostId}`);
  if (asked.length > 0) app.ports.nudge.notify('planning');
  return saved;
};

/** Only then is anybody told a cause: the operator's own rows are files, and a look costs nothing where nothing is wrong. */
const newlyFailed = (before: Rollout, after: Rollout): boolean => {
  const failures = new Map(before.hosts.map((host) => [host.hostId, failureOf(host)]));
  return after.hosts.some((host) => failureOf(host) !== null && failureOf(host) !== failures.get(host.hostId));
};

/** Switched off, refused, frozen or found not green since the look: a grant that is stored now would still be used. */
const isTooLate = async (app: App, change: StoreView, { input, decision }: Decided): Promise<boolean> => {
  if (!decision.commands.some(({ kind }) => kind === 'grant')) return false;
  const { clock, zones } = app.ports;
  const { planDigest, rolloutId } = decision.rollout;
  const plan = await change.plans.plan(planDigest);
  if (plan === null) throw new Error(`plan ${planDigest} is not stored`);
  const now = await mayBegin(change, { plan, rolloutId }, { now: clock.now(), zones });
  return now.unchecked != null || whyNobodyStarts(decision.rollout, { ...input, ...now }) !== null;
};

const signGrants = async (app: App, { input, decision, now }: Decided): Promise<ReadonlyMap<HostId, Envelope>> => {
  const envelopes = new Map<HostId, Envelope>();
  for (const command of decision.commands) {
    const hostPlan = input.hostPlans.get(command.hostId);
    if (command.kind !== 'grant' || hostPlan === undefined) continue;
    const host = await app.ports.store.read(async ({ fleet }) => await fleet.host(command.hostId));
    const grant = startGrantFor({
      ...{ grant: command, rollout: decision.rollout, header: input.header, hostPlan, now },
      capabilities: host?.value.contact?.capabilities ?? [],
    });
    envelopes.set(
      command.hostId,
      await app.ports.signing.sign('application/vnd.slipway.start-grant+json;version=1', grant),
    );
  }
  return envelopes;
};

interface Away {
  readonly away: AwayHost[];
  readonly carried: CarriedHosts;
  readonly guestsUnknown: ReadonlyMap<HostId, string>;
}

/** What leases are judged on, over all rollouts at once: a look at all who may be away for each grant would be a quadratic one. */
interface Leasing {
  /** Read once; each lease that is taken then stands in it for the next. */
  readonly read: () => Promise<Away>;
  /** A lease was given back: read anew. */
  readonly forget: () => void;
}

const leasingIn = (change: StoreView, listening: Listening, input: GatheredRollout): Leasing => {
  let known: Away | null = null;
  return {
    read: async () => {
      if (known !== null) return known;
      const hosts = await hostsInSight(change, listening);
      known = {
        away: [...(await awayHosts(change, hosts, listening))],
        // The look that decided had those of the plan as well.
        carried: carriedByEither(input.carried ?? new Map(), await carriedNow(change, hosts)),
        guestsUnknown: guestsUnknown(hosts),
      };
      return known;
    },
    forget: () => {
      known = null;
    },
  };
};

type Carrying = Decided & { readonly envelopes: ReadonlyMap<HostId, Envelope>; readonly leasing: Leasing };

/** Answers the rollout as it stands after the command. */
const carryOut = async (
  change: StoreView,
  decided: Carrying,
  rollout: Rollout,
  command: RolloutCommand,
): Promise<Rollout> => {
  switch (command.kind) {
    case 'grant':
      return await issueGrant(change, decided, rollout, command);
    case 'withdraw-grant':
      await endGrant(change, command, 'withdrawn');
      return rollout;
    case 'free-leases':
      await endGrant(change, command, 'ended');
      await giveBackLease(change, { ...command, now: decided.now });
      decided.leasing.forget();
      return rollout;
    case 'mark-lost':
      // The lease stays and its expiry says it; the phase in the rollout says it to people.
      return rollout;
  }
};

/** Leases are judged again here, where all rollouts are seen at once: nothing can come in between. */
const issueGrant = async (
  change: StoreView,
  { input, now, envelopes, leasing }: Carrying,
  rollout: Rollout,
  command: Extract<RolloutCommand, { kind: 'grant' }>,
): Promise<Rollout> => {
  const { hostId, attemptId, latestStartAt } = command;
  const { rolloutId } = rollout;
  const hostPlan = input.hostPlans.get(hostId);
  const envelope = envelopes.get(hostId);
  const listed = input.header.hostPlans.find((candidate) => candidate.hostId === hostId);
  if (hostPlan === undefined || envelope === undefined || listed === undefined)
    throw new Error(`no host plan for ${hostId}`);
  const known = await leasing.read();
  const request = leaseRequestFor({ hostPlan, header: input.header, rolloutId, ...known });
  // Quarantined since the look: a grant that is signed now would still be used.
  const kept = await quarantinedHosts(change, input.header.bounds.patchSetDigest, [hostPlan]);
  if (kept.size > 0 || !(await isStillReady(change, hostId, listed.digest)) || !judgeLease(request).ok) {
    const waiting = grantNotIssued(rollout, { hostId, attemptId, now });
    if (!waiting.ok)
      throw new Error(`the grant of ${hostId} was refused and cannot be taken back: ${waiting.reason.code}`);
    return waiting.value;
  }
  const lease = leaseFor({ grant: command, rolloutId, hostPlan, now, guests: request.guests });
  await change.rollouts.putLease(lease);
  known.away.push(...awayByLease(lease, 'lease'));
  const grant = { hostId, rolloutId, attemptId, hostPlanDigest: listed.digest, envelope, issuedAt: now, latestStartAt };
  await change.rollouts.putGrant({ ...grant, state: 'standing' });
  return rollout;
};

/** What the host has said since the look, and what was said of it. */
const isStillReady = async ({ fleet }: StoreView, hostId: HostId, hostPlanDigest: Digest): Promise<boolean> => {
  const host = (await fleet.host(hostId))?.value;
  if (host === undefined || host.retiredAt !== null) return false;
  const { barred, contact, wantedMode } = host;
  return barred === null && wantedMode === 'adopted' && contact?.readyFor === hostPlanDigest && !contact.stopped;
};

const endGrant = async (
  change: StoreView,
  command: Extract<RolloutCommand, { kind: 'withdraw-grant' | 'free-leases' }>,
  state: 'withdrawn' | 'ended',
): Promise<void> => {
  const grants = await change.rollouts.grantsOf(command.hostId);
  const grant = grants.find(({ attemptId }) => attemptId === command.attemptId);
  if (grant?.state === 'standing') await change.rollouts.putGrant({ ...grant, state });
};

const wake = (app: App, { rollout, commands }: RolloutDecision): void => {
  for (const { hostId } of commands) app.ports.nudge.notify(`host:${hostId}`);
  // A wave may have settled: what stands behind it is read now.
  for (const subject of [`watch:${rollout.rolloutId}`, 'notify', 'gates'] as const) app.ports.nudge.notify(subject);
  // What it has come to is what the next environment goes by.
  if (isOver(rollout)) app.ports.nudge.notify('promotion');
};
