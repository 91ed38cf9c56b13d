// Does an approval that was given hold for this plan?

import { type ApprovalRule, teamsToAsk } from '../../policy/index.ts';
import { type Outcome, ok, refuse } from '../../reasons/index.ts';
import type { Instant } from '../../time/index.ts';
import { allFrozenLabels } from '../frozen-labels.ts';
import type { AllowedChanges, Approval, Bounds, LabelledHosts, PlanHeader } from '../types.ts';

/** How much each rule asks of people: an approval counts for a plan that asks as much or less. */
const STRICTNESS: Readonly<Record<ApprovalRule['rule'], number>> = {
  automatic: 0,
  self: 1,
  team: 2,
  teams: 3,
  'change-request': 4,
};

/**
 * Yes only while it has not expired and the header's bounds lie within the approved ones: the same patch set, no
 * further host, kind of change or occurrence, no limit looser, no later expiry. One approval is one name: how many the
 * rule asks for is counted by whoever collects them.
 */
export function approvalCovers(approval: Approval, header: PlanHeader, now: Instant): Outcome<void> {
  if (now >= approval.expiresAt) return refuse('bounds-expired', { expired: approval.expiresAt });
  if (now >= header.bounds.expiresAt) return refuse('bounds-expired', { expired: header.bounds.expiresAt });
  const detail =
    ruleTooWeak(approval, header.approval) ??
    wider(header.bounds, approval.bounds) ??
    removalUnnamed(approval, header.bounds.changes);
  return detail === null ? ok(undefined) : refuse('approval-refused', { detail });
}

function ruleTooWeak(approval: Approval, asked: ApprovalRule): string | null {
  const { rule, team, outside } = approval;
  if (STRICTNESS[rule] < STRICTNESS[asked.rule]) return `it was given by rule ${rule}, the plan asks for ${asked.rule}`;
  if (outside !== undefined) return isAsked(outside, asked) ? null : `it was given by ${outside}, which is not asked`;
  const teams = teamsToAsk(asked);
  const own = approval.teams ?? (team === null ? [] : [team]);
  if (teams === null || own.some((one) => teams.includes(one))) return null;
  return `it was not given by team ${teams.join(' or ')}`;
}

/** A word from outside counts where the rule names who gave it, and nowhere else. */
const isAsked = (outside: string, asked: ApprovalRule): boolean =>
  asked.rule === 'change-request' && asked.outside === outside;

/** What goes is agreed to by whoever says its name: never by policy, nor by a name under the plan as a whole. */
function removalUnnamed({ removals = [] }: Approval, { removals: asked }: AllowedChanges): string | null {
  const unnamed = asked.filter((name) => !removals.includes(name));
  return unnamed.length === 0 ? null : `it does not name what is removed: ${unnamed.join(', ')}`;
}

/** What `found` allows that `approved` does not, as a sentence for people; `null`: nothing. */
function wider(found: Bounds, approved: Bounds): string | null {
  if (found === approved) return null;
  if (found.patchSetDigest !== approved.patchSetDigest) return 'the patch set is another one';
  const hosts = new Set(approved.hosts);
  const stranger = found.hosts.find((host) => !hosts.has(host));
  if (stranger !== undefined) return `host ${stranger} was not approved`;
  if (found.awayMax > approved.awayMax) {
    return `${found.awayMax} hosts may be away at once, ${approved.awayMax} were approved`;
  }
  if (found.expiresAt > approved.expiresAt) return 'it would run longer than approved';
  return (
    widerChanges(found.changes, approved.changes) ??
    otherOccurrence(found, approved) ??
    looserLimit(found, approved) ??
    movedLabel(found, approved)
  );
}

function widerChanges(found: AllowedChanges, approved: AllowedChanges): string | null {
  if (found.newDependencies === 'allowed' && approved.newDependencies === 'refused') {
    return 'new dependencies were not approved';
  }
  if (found.downgrades === 'allowed' && approved.downgrades === 'refused') return 'downgrades were not approved';
  const removal = found.removals.find((name) => !approved.removals.includes(name));
  return removal === undefined ? null : `the removal of ${removal} was not approved`;
}

function otherOccurrence(found: Bounds, approved: Bounds): string | null {
  const stranger = found.occurrences.find(
    (one) =>
      !approved.occurrences.some(
        ({ id, startsAt, cutOffAt, endsAt }) =>
          id === one.id && startsAt === one.startsAt && cutOffAt === one.cutOffAt && endsAt === one.endsAt,
      ),
  );
  return stranger === undefined ? null : `occurrence ${stranger.id} was not approved`;
}

/** Labels bring groups, clusters, hooks and checks with them: whoever moves one asks again. */
function movedLabel(found: Bounds, approved: Bounds): string | null {
  if (found.labels === undefined && approved.labels === undefined) return null;
  const labels = allFrozenLabels(found);
  const before = allFrozenLabels(approved);
  const planned = new Set(found.hosts);
  for (const hostId of planned) {
    if (!labels.has(hostId) || !before.has(hostId)) return `the labels of host ${hostId} were not approved`;
  }
  for (const [hostId, now] of labels) {
    const then = before.get(hostId);
    // One that was of no group then only adds to what excludes others.
    if (then === undefined) continue;
    const keys = planned.has(hostId) ? [...new Set([...Object.keys(then), ...Object.keys(now)])] : ['group'];
    const moved = keys.find((key) => own(then, key) !== own(now, key));
    if (moved !== undefined) return `label ${moved} of host ${hostId} is another one than approved`;
  }
  const gone = [...before.keys()].find(
    (hostId) => !labels.has(hostId) && own(before.get(hostId) ?? {}, 'group') !== null,
  );
  return gone === undefined ? null : `host ${gone} no longer counts in its group`;
}

const own = (labels: LabelledHosts['labels'], key: string): string | null =>
  Object.hasOwn(labels, key) ? (labels[key] ?? null) : null;

/** A limit is looser if it lets more away, is gone, or no longer counts a member that is in the plan. */
function looserLimit(found: Bounds, approved: Bounds): string | null {
  const planned = new Set(found.hosts);
  for (const limit of approved.clusterLimits) {
    const counted = limit.members.filter((member) => planned.has(member));
    if (counted.length === 0) continue;
    const now = found.clusterLimits.find(({ cluster }) => cluster === limit.cluster);
    if (now === undefined) return `the limit of cluster ${limit.cluster} is gone`;
    if (now.awayMax > limit.awayMax) return `cluster ${limit.cluster} may have ${now.awayMax} hosts away`;
    const members = new Set(now.members);
    const missing = counted.find((member) => !members.has(member));
    if (missing !== undefined) return `host ${missing} no longer counts in cluster ${limit.cluster}`;
  }
  return null;
}
