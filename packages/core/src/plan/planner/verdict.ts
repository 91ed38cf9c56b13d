// One host: planned, there already, or left out with its reason; and what a person should know about it.

import { digestOf } from '../../document/index.ts';
import type { Digest } from '../../ids/index.ts';
import type { Target } from '../../patch-set/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import type { HostForPlanning, PlanningReport, RollbackInput } from '../types.ts';
import { conditionAgainst, notesOn } from './conditions.ts';
import { contentFor } from './context.ts';
import { type DraftWish, draftOf, type HostDraft } from './draft.ts';
import { type Excepted, exceptedInProposal, exceptedOf, leftOutReason, neededReason } from './excepted.ts';
import { foreignReason, foreignTargets } from './foreign.ts';
import { targetOf } from './judged-change.ts';
import { kernelInProposal, type RoomForKernels, roomForKernels, roomWish } from './kernel-room.ts';
import { obstacleReason } from './obstacle.ts';
import { type PendingTarget, pendingOf } from './pending.ts';
import { quarantinedOf } from './quarantined.ts';
import { notTheWayBack, wantedBack } from './rollback.ts';
import { reasonAgainst } from './standing.ts';
import { transactionOf, usableProposal } from './transaction.ts';
import type { PlanningContext } from './types.ts';

export type HostVerdict = Verdict & {
  readonly updatesLeftOut: PlanningReport['updatesLeftOut'];
  readonly notes: readonly Reason[];
};

/** Ready to be tied to a header. */
export type PlannedHost = HostDraft & { readonly digest: Digest };

type Verdict =
  | { readonly kind: 'planned'; readonly planned: PlannedHost }
  | { readonly kind: 'already-there' }
  | { readonly kind: 'left-out'; readonly reason: Reason };

export function verdictOn(context: PlanningContext, host: HostForPlanning): HostVerdict {
  const against = reasonAgainst(context, host);
  if (against !== null || host.inventory === null) return leftOut(against ?? reason('host-never-reported'));
  const { inventory } = host;
  const content = contentFor(context, inventory);
  if (context.input.rollback !== undefined) return verdictBack(context, host, context.input.rollback);
  const foreign = foreignTargets(context, inventory, content);
  const updatesLeftOut = foreign.map((target) => leftOutOf(host, target, foreignReason(target)));
  const pending = content === null ? null : pendingOf(inventory, content);
  if (content === null || pending?.isApplicable !== true) {
    const [first] = foreign;
    return { ...leftOut(first === undefined ? reason('not-applicable') : foreignReason(first)), updatesLeftOut };
  }
  if (pending.targets.length === 0) return { kind: 'already-there', updatesLeftOut, notes: [] };
  const quarantined = quarantinedOf(context, pending.targets);
  const room = roomForKernels(roomWish(context, host, inventory), quarantined.wanted);
  const excepted = exceptedOf(context.exceptions, host, inventory, room.wanted);
  const decided = [
    ...[...quarantined.leftOut, ...room.leftOut].map((one) => leftOutOf(host, one.target, one.reason)),
    ...excepted.leftOut.map((one) => leftOutOf(host, one.target, leftOutReason(one))),
  ];
  const [first] = decided;
  // Not "there already": what it needs it does not have, by a decision that ends.
  if (excepted.wanted.length === 0 && first !== undefined) {
    return { ...leftOut(first.reason), updatesLeftOut: [...decided, ...updatesLeftOut] };
  }
  const proposal = usableProposal(context, host);
  if (!proposal.ok) return { ...leftOut(proposal.reason), updatesLeftOut: [...decided, ...updatesLeftOut] };
  const wish = { context, host, inventory, content, proposal: proposal.value };
  const verdict = verdictOnProposal(wish, { ...excepted, room });
  return { ...verdict, updatesLeftOut: [...verdict.updatesLeftOut, ...decided, ...updatesLeftOut] };
}

/** Exceptions are decisions not to apply something; going back to where the host was applies nothing. */
function verdictBack(context: PlanningContext, host: HostForPlanning, rollback: RollbackInput): HostVerdict {
  const { inventory } = host;
  const content = inventory === null ? null : contentFor(context, inventory);
  const wanted = wantedBack(host, rollback, content);
  if (wanted.kind === 'left-out') return leftOut(wanted.reason);
  if (wanted.kind === 'already-there') return { kind: 'already-there', updatesLeftOut: [], notes: [] };
  if (inventory === null || content === null) return leftOut(reason('not-applicable'));
  const proposal = usableProposal(context, host);
  if (!proposal.ok) return leftOut(proposal.reason);
  const other = notTheWayBack(wanted.back, proposal.value, { host, rollback });
  if (other !== null) return leftOut(other);
  const verdict = verdictOnTransaction({ context, host, inventory, content, proposal: proposal.value });
  if (verdict.kind !== 'planned') return verdict;
  const stays = wanted.back.stays.map(({ name, to }) => {
    const { code, facts } = reason('rollback-kernel-stays', { package: name, version: to ?? '' });
    return { code, facts: { ...facts, host: host.hostname } };
  });
  return { ...verdict, notes: [...verdict.notes, ...stays] };
}

const leftOutOf = (
  { hostId }: HostForPlanning,
  { name, architecture, version }: Target,
  why: Reason,
): HostVerdict['updatesLeftOut'][number] => ({ hostId, name, architecture, version, reason: why });

/** What was not asked for. */
interface Without extends Excepted {
  readonly room: RoomForKernels;
}

function verdictOnProposal(wish: Omit<DraftWish, 'transaction'>, excepted: Without): HostVerdict {
  const { context, host, inventory, proposal } = wish;
  const updatesLeftOut = notProposed(wish, excepted);
  const unheeded =
    exceptedInProposal(excepted, proposal.changes) ??
    kernelInProposal(roomWish(context, host, inventory), proposal.changes);
  if (unheeded !== null) return { ...leftOut(unheeded), updatesLeftOut };
  if (proposal.changes.length === 0) {
    const first = updatesLeftOut[0]?.reason ?? reason('proposal-unable', { detail: 'it names no change' });
    return { ...leftOut(first), updatesLeftOut };
  }
  return { ...verdictOnTransaction(wish), updatesLeftOut };
}

function verdictOnTransaction(wish: Omit<DraftWish, 'transaction'>): HostVerdict {
  const { context, proposal } = wish;
  const transaction = transactionOf({ ...wish, changes: proposal.changes });
  if (!transaction.ok) return leftOut(transaction.reason);
  const whole: DraftWish = { ...wish, transaction: transaction.value };
  const draft = draftOf(whole);
  const against = conditionAgainst(whole, draft);
  if (against !== null) return leftOut(against);
  // Here and not with the header: what has no canonical form must cost this host alone.
  const digest = digestOf(draft.hostPlan, context.sha256);
  return { kind: 'planned', planned: { ...draft, digest }, updatesLeftOut: [], notes: notesOn(context, draft) };
}

/** Pending targets that the transaction does not reach, each with what the package manager or the host's holds say. */
function notProposed(wish: Omit<DraftWish, 'transaction'>, excepted: Without): PlanningReport['updatesLeftOut'] {
  const { host, content, proposal } = wish;
  const reached = new Set(proposal.changes.map((change) => targetOf(content, change)));
  const left = excepted.wanted.filter(({ target }) => !reached.has(target));
  return left.map((one) => leftOutOf(host, one.target, whyNotProposed(wish, one, excepted)));
}

function whyNotProposed(
  { inventory, proposal }: Omit<DraftWish, 'transaction'>,
  { target, installed }: PendingTarget,
  excepted: Without,
): Reason {
  const { name, architecture, version } = target;
  const refused = proposal.refused.find((one) => one.name === name && one.architecture === architecture);
  const isHeld = refused?.cause === 'held' || (refused === undefined && installed.held);
  if (isHeld) return reason('package-held', { package: name });
  const against = refused?.against;
  if (against === undefined) return reason('dependency-unsatisfied', { package: name, version });
  const noRoom = excepted.room.against(against.name);
  if (noRoom !== null && against.kind === 'avoided') return noRoom;
  const exception = excepted.of(against.name);
  return exception === null
    ? obstacleReason(inventory, target, against)
    : neededReason(target, against.name, exception);
}

const leftOut = (why: Reason): HostVerdict => ({ kind: 'left-out', reason: why, updatesLeftOut: [], notes: [] });
