// What became of every host that planning saw: by the plan's report and by its rollout, never by who is in the fleet now.

import type { HostId } from '../ids/index.ts';
import type { PlanningReport } from '../plan/index.ts';
import type { Reason, ReasonCode } from '../reasons/index.ts';
import { reason } from '../reasons/index.ts';
import type { Rollout, RolloutHost } from '../rollout/index.ts';
import type { NotDone, PromotionOutcome, PromotionState } from './types.ts';

/**
 * These say something about the host, or are somebody's decision, and nothing against the patch set as it is now: the
 * host is excused, and what only it could have proven stays unproven for the environments after it. Everything else is a
 * host that should be done and is not.
 */
const ABOUT_THE_HOST: ReadonlySet<ReasonCode> = new Set([
  'host-left-out',
  'host-observed',
  'host-never-reported',
  'host-unreachable',
  'host-stopped',
  'host-lacks-capability',
  'host-not-in-environment',
  'host-restored',
  'unknown-attempt',
  'host-identity-doubled',
  'clock-skewed',
  'policies-conflict',
  'label-moved',
  'superseded',
  'package-held',
  'package-database-broken',
  'dependencies-unmet',
  'excepted',
  'excepted-needed',
  'version-quarantined',
]);

/** Of those, somebody's decision. The others are silence, and where nobody has shown anything, silence moves nothing on. */
const DECIDED: ReadonlySet<ReasonCode> = new Set([
  'host-left-out',
  'host-observed',
  'superseded',
  'excepted',
  'excepted-needed',
  'version-quarantined',
]);

type HostOutcome =
  | { readonly kind: 'done' | 'already-there' | 'nothing' }
  /** `null`: a person has accepted its failure. */
  | { readonly kind: 'excused'; readonly reason: Reason | null }
  | { readonly kind: 'not-done'; readonly what: NotDone; readonly reason: Reason };

/** `further`: over hosts alone that had left the rollout, the first one first. */
export function outcomeOf(
  report: PlanningReport,
  rollout: Rollout | null,
  further: readonly Rollout[] = [],
): PromotionOutcome {
  const hosts = new Map<HostId, HostOutcome>();
  for (const hostId of report.alreadyThere) hosts.set(hostId, { kind: 'already-there' });
  for (const left of report.leftOut) hosts.set(left.hostId, leftOut(left.reason));
  for (const one of rollout === null ? further : [rollout, ...further]) {
    const accepted = new Set(one.acceptedFailures);
    for (const host of one.hosts) hosts.set(host.hostId, inRollout(host, accepted));
  }
  const isShown = [...hosts.values()].some(({ kind }) => kind === 'done' || kind === 'already-there');
  const judged = [...hosts].map(([hostId, one]) => [hostId, isShown ? one : unshown(one)] as const);
  const count = (kind: HostOutcome['kind']) => judged.filter(([, one]) => one.kind === kind).length;
  return {
    done: count('done'),
    alreadyThere: count('already-there'),
    excused: count('excused'),
    notDone: judged.flatMap(([hostId, one]) =>
      one.kind === 'not-done' ? [{ hostId, what: one.what, reason: one.reason }] : [],
    ),
  };
}

/** Where no host of all shows the patch set, only somebody's decision excuses one. */
const unshown = (one: HostOutcome): HostOutcome =>
  one.kind === 'excused' && one.reason !== null && !DECIDED.has(one.reason.code)
    ? notDone('not-planned', one.reason)
    : one;

function leftOut(why: Reason): HostOutcome {
  if (why.code === 'not-applicable') return { kind: 'nothing' };
  return ABOUT_THE_HOST.has(why.code)
    ? { kind: 'excused', reason: why }
    : { kind: 'not-done', what: 'not-planned', reason: why };
}

function inRollout(host: RolloutHost, accepted: ReadonlySet<HostId>): HostOutcome {
  const { hostId, phase, since } = host;
  // Patched, all or in part, and after the soak no longer well: no evidence for the next environment before somebody has looked.
  if (host.stillSo?.state === 'not-well' && !accepted.has(hostId))
    return notDone('failed', host.reason ?? failed(phase, since));
  switch (phase) {
    case 'done':
      return { kind: 'done' };
    case 'failed':
    case 'gone-back':
    case 'lost':
      // Whoever resumed the rollout over it has looked at it, and their name stands in the audit.
      return accepted.has(hostId)
        ? { kind: 'excused', reason: null }
        : notDone('failed', host.reason ?? failed(phase, since));
    case 'part-done':
    case 'excused':
    case 'not-begun':
      return host.reason !== null && ABOUT_THE_HOST.has(host.reason.code)
        ? { kind: 'excused', reason: host.reason }
        : notDone('missed', host.reason ?? reason('host-left-out', { why: phase }));
    case 'waiting':
    case 'granted':
    case 'away':
      return notDone('missed', host.reason ?? reason('waiting-for-host'));
    default:
      return phase satisfies never;
  }
}

const notDone = (what: NotDone, why: Reason): HostOutcome => ({ kind: 'not-done', what, reason: why });

const failed = (phase: RolloutHost['phase'], since: RolloutHost['since']): Reason =>
  phase === 'lost' ? reason('host-lost', { since }) : reason('went-back', { detail: 'it did not say why' });

/** What a cycle whose work is over has come to. A gate that stayed closed says of the patch set what a failed host says. */
export function endStateOf(
  outcome: PromotionOutcome,
  rollout: Rollout | null,
  further: readonly Rollout[] = [],
): PromotionState {
  if (rollout?.state === 'aborted' || rollout?.state === 'failed') return 'failed';
  if (further.some(({ state }) => state === 'failed')) return 'failed';
  if (outcome.notDone.some(({ what }) => what === 'failed')) return 'failed';
  if (outcome.notDone.length > 0) return 'incomplete';
  return rollout === null ? 'nothing-to-do' : 'done';
}
