// What the phases of a host mean to the rollout as a whole.

import type { AttemptOutcome } from '../execution/index.ts';
import type { HostId } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';
import type { HostPhase, Rollout, RolloutHost, RolloutState } from './types.ts';

const ENDED: ReadonlySet<HostPhase> = new Set(['done', 'part-done', 'gone-back', 'failed', 'not-begun', 'excused']);
/**
 * What the failure budget counts. Going back counts: a bad update shows as nothing else. Ending without having begun does
 * not: nothing was changed, the host serves as before, and one host's full disk must not keep all others unpatched.
 */
const FAILURES: ReadonlySet<HostPhase> = new Set(['failed', 'gone-back', 'lost']);
const OVER: ReadonlySet<RolloutState> = new Set(['completed', 'aborted', 'failed']);

export const hasEnded = (phase: HostPhase): boolean => ENDED.has(phase);

/** A lost host does not hold up its wave: the failure budget, which counts it, decides whether the rollout goes on. */
export const isSettled = (phase: HostPhase): boolean => ENDED.has(phase) || phase === 'lost';

/** It serves with what was approved, all of it or a part, proven. */
export const wasApplied = (phase: HostPhase): boolean => phase === 'done' || phase === 'part-done';

/** Those that ended without having begun, or were left out, are as they were before. */
export const wasChanged = (phase: HostPhase): boolean => wasApplied(phase) || FAILURES.has(phase);

export const haveAllEnded = ({ hosts }: Pick<Rollout, 'hosts'>): boolean => hosts.every(({ phase }) => hasEnded(phase));

/** When the last of its hosts ended. What comes after it, soak and gates, is no work on hosts. */
export const workEndedAt = ({ hosts, startedAt }: Pick<Rollout, 'hosts' | 'startedAt'>): Instant =>
  hosts.map(({ since }) => since).reduce((a, b) => (a < b ? b : a), startedAt);

export const isOver = ({ state }: Pick<Rollout, 'state'>): boolean => OVER.has(state);

/** Every host that failed, is lost, or is done and was no longer well after the soak, sorted by id as the hosts are. */
export const failedHosts = (rollout: Pick<Rollout, 'hosts'>): readonly HostId[] =>
  rollout.hosts.filter((host) => FAILURES.has(host.phase) || isNoLongerWell(host)).map((host) => host.hostId);

const isNoLongerWell = ({ stillSo }: Pick<RolloutHost, 'stillSo'>): boolean => stillSo?.state === 'not-well';

/** Done, rebooted where it was to be, and nothing that was heard since says otherwise. */
export const isProof = (host: Pick<RolloutHost, 'phase' | 'reason' | 'stillSo'>): boolean =>
  host.phase === 'done' && host.reason?.code !== 'reboot-refused' && !isNoLongerWell(host);

/** The failures that no person has resumed over. */
export const countedFailures = (rollout: Pick<Rollout, 'hosts' | 'acceptedFailures'>): number => {
  const accepted = new Set(rollout.acceptedFailures);
  return failedHosts(rollout).filter((hostId) => !accepted.has(hostId)).length;
};

export const phaseOf = (outcome: AttemptOutcome): HostPhase => (outcome === 'isolated' ? 'failed' : outcome);
