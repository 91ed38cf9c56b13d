// What people, and the controller on its own account, may do to a rollout. A transition that its state does not allow is
// refused with a reason; hosts under way are never touched by one.

import type { AttemptId, HostId } from '../ids/index.ts';
import type { PlanHeader } from '../plan/index.ts';
import { type Outcome, ok, type Reason, reason, refuse } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { failedHosts, isOver } from './phases.ts';
import { attemptIdBefore } from './reconcile.ts';
import type { HostPhase, Rollout, RolloutHost } from './types.ts';
import { showsTooLittle, takesWord } from './wave-gates.ts';

/** Nobody further starts; those under way finish. */
export const pauseRollout = (rollout: Rollout, by: { readonly person: string }): Outcome<Rollout> =>
  rollout.state === 'running'
    ? ok({ ...rollout, state: 'paused', reason: reason('paused-by-person', { person: by.person }) })
    : wrongState(rollout, 'be paused');

/** By the controller: restored from a backup, a version withdrawn. The failure budget stops by `decideRollout`. */
export const stopRollout = (rollout: Rollout, why: Reason): Outcome<Rollout> =>
  rollout.state === 'running' || rollout.state === 'paused'
    ? ok({ ...rollout, state: 'stopped', reason: why })
    : wrongState(rollout, 'be stopped');

/**
 * Whoever resumes has looked at what failed: it no longer counts, the next failure does. Where that is why a wave which goes
 * before the others has shown nothing, it is the word for that wave too: nobody is asked twice about the same failure. A
 * gate that asks for a person in any case was approved as a question of its own, and stays one.
 */
export const resumeRollout = (rollout: Rollout, by: SaidBy): Outcome<Rollout> => {
  if (rollout.state !== 'paused' && rollout.state !== 'stopped') return wrongState(rollout, 'be resumed');
  const accepted = { ...rollout, state: 'running', reason: null, acceptedFailures: failedHosts(rollout) } as const;
  const index = rollout.waves.findIndex((wave) => wave.passedAt === null);
  const newlyAccepted = rollout.hosts.some(
    ({ hostId, wave }) =>
      wave === index && accepted.acceptedFailures.includes(hostId) && !rollout.acceptedFailures.includes(hostId),
  );
  const isAnswered = newlyAccepted && by.header.waves[index]?.gates.person !== 'asked';
  return ok(isAnswered && showsTooLittle(rollout, by.header, index) ? withWord(accepted, index, by) : accepted);
};

/** Hosts that wait are left out; those under way finish, and the rollout ends with the last of them. */
export const abortRollout = (
  rollout: Rollout,
  by: { readonly person: string; readonly now: Instant },
): Outcome<Rollout> => {
  if (rollout.state === 'aborting' || isOver(rollout)) return wrongState(rollout, 'be aborted');
  const why = reason('aborted-by-person', { person: by.person });
  const hosts = rollout.hosts.map((host) => (host.phase === 'waiting' ? left(host, why, by.now) : host));
  return ok({ ...rollout, state: 'aborting', reason: why, hosts });
};

/**
 * A person's word for the gate that is closed now, where it asks for one or its wave has shown nothing. It is given once
 * per wave, after the wave has settled.
 */
export const goOn = (rollout: Rollout, by: SaidBy): Outcome<Rollout> => {
  if (isOver(rollout)) return wrongState(rollout, 'go on');
  const index = rollout.waves.findIndex((wave) => wave.passedAt === null);
  const after = takesWord(rollout, by.header, index) ? withWord(rollout, index, by) : rollout;
  return after === rollout
    ? refuse('transition-refused', { what: 'rollout', state: 'waiting for nobody', wish: 'go on by word' })
    : ok(after);
};

interface SaidBy {
  readonly person: string;
  readonly header: PlanHeader;
}

/** The same object where the wave has not settled, or somebody said it before. */
const withWord = (rollout: Rollout, index: number, { person }: SaidBy): Rollout => {
  const wave = rollout.waves[index];
  if (wave === undefined || wave.settledAt === null || wave.goOnBy !== null) return rollout;
  return { ...rollout, waves: rollout.waves.with(index, { ...wave, goOnBy: person }) };
};

/**
 * Leaves a host out. A lost one too, so that the rollout can end without it; its lease stays until it is heard again or a
 * person frees it, since nobody knows what it is doing.
 */
export const excuseHost = (
  rollout: Rollout,
  by: { readonly hostId: HostId; readonly why: string; readonly now: Instant },
): Outcome<Rollout> => {
  const host = rollout.hosts.find(({ hostId }) => hostId === by.hostId);
  if (host === undefined) return refuse('not-found', { what: 'host', id: by.hostId });
  if (isOver(rollout)) return wrongState(rollout, 'leave a host out');
  if (host.phase !== 'waiting' && host.phase !== 'lost') return wrongPhase(host.phase, 'be left out');
  return ok(withHost(rollout, left(host, reason('host-left-out', { why: by.why }), by.now)));
};

/**
 * The store refused the lease, so that no grant was signed: the host waits again and no number is spent. Never to be used
 * once a grant was signed, for then only the host knows whether it begins.
 */
export const grantNotIssued = (
  rollout: Rollout,
  refused: { readonly hostId: HostId; readonly attemptId: AttemptId; readonly now: Instant },
): Outcome<Rollout> => {
  const host = rollout.hosts.find(({ hostId }) => hostId === refused.hostId);
  if (host === undefined) return refuse('not-found', { what: 'host', id: refused.hostId });
  if (host.phase !== 'granted' || host.attemptId !== refused.attemptId)
    return wrongPhase(host.phase, 'lose this grant');
  const attemptId = attemptIdBefore(rollout, host);
  return ok(withHost(rollout, { ...host, phase: 'waiting', since: refused.now, attemptId }));
};

const left = (host: RolloutHost, why: Reason, now: Instant): RolloutHost => ({
  ...host,
  phase: 'excused',
  since: now,
  reason: why,
});

const withHost = (rollout: Rollout, host: RolloutHost): Rollout => ({
  ...rollout,
  hosts: rollout.hosts.map((other) => (other.hostId === host.hostId ? host : other)),
});

const wrongState = (rollout: Rollout, wish: string): Outcome<never> =>
  refuse('transition-refused', { what: 'rollout', state: rollout.state, wish });

const wrongPhase = (phase: HostPhase, wish: string): Outcome<never> =>
  refuse('transition-refused', { what: 'host', state: phase, wish });
