// One proposed change against patch set and policy. Nothing here depends on the host, and most hosts of a fleet propose
// the same few changes: each is judged once, and hosts share the result.

import type { SystemFacts } from '../../inventory/index.ts';
import { type ProposedChange, type Target, targetKey } from '../../patch-set/index.ts';
import { type Outcome, ok, type Reason, reason, refuse } from '../../reasons/index.ts';
import { compareVersions, parseVersion } from '../../version/index.ts';
import type { PlannedChange, PreviousVersion } from '../types.ts';
import { quarantineReason } from './quarantined.ts';
import type { JudgedChange, PlanningContext, PlatformContent } from './types.ts';

export interface ChangeWish {
  readonly context: PlanningContext;
  readonly content: PlatformContent;
  readonly format: SystemFacts['packageFormat'];
  readonly change: ProposedChange;
}

export function judgedChange(wish: ChangeWish): Outcome<JudgedChange> {
  const { kind, name, architecture, from, to, automatic } = wish.change;
  const key = `${wish.format}/${kind}/${name}/${architecture}/${from}/${to}/${automatic}`;
  const { judged } = wish.content;
  const known = judged.get(key);
  if (known !== undefined) return known;
  const answer = judge(wish);
  judged.set(key, answer);
  return answer;
}

function judge({ context, content, format, change }: ChangeWish): Outcome<JudgedChange> {
  const against = misshapen(change) ?? refusedByPolicy(context, change) ?? refusedByVersion(context, format, change);
  if (against !== null) return { ok: false, reason: against };
  const target = targetOf(content, change);
  if (target === null && change.kind !== 'remove') {
    return refuse('change-not-in-patch-set', { package: change.name, version: change.to ?? '' });
  }
  const quarantine = target === null ? null : quarantineReason(context, target);
  if (quarantine !== null) return { ok: false, reason: quarantine };
  const isProven = target === null || isKnownHere(context) || context.input.proven.has(targetKey(target));
  return ok({
    planned: plannedChange(change, target),
    previous: previousVersion(content, change),
    unproven: isProven ? null : targetKey(target),
  });
}

/** Nothing comes before the first environment, and a rollback leads to what these hosts had. */
const isKnownHere = ({ isFirstEnvironment, input }: PlanningContext): boolean =>
  isFirstEnvironment || input.rollback !== undefined;

export const targetOf = (
  content: PlatformContent,
  change: Pick<ProposedChange, 'name' | 'architecture' | 'to'>,
): Target | null =>
  content.targetsByName
    .get(change.name)
    ?.find(({ architecture, version }) => architecture === change.architecture && version === change.to) ?? null;

// Keys in the order of the canonical form: there are hundreds of thousands of these, and sorting them again for each
// digest is a tenth of a planning.
const plannedChange = (change: ProposedChange, target: Target | null): PlannedChange => {
  const { architecture, automatic, from, kind, name, to } = change;
  return { architecture, automatic, file: target?.file ?? null, from, kind, name, to };
};

function previousVersion(
  content: PlatformContent,
  { kind, name, architecture, from, to }: ProposedChange,
): PreviousVersion | null {
  if (kind === 'install-beside' && to !== null) return { architecture, beside: to, file: null, name, version: null };
  if (from === null) return { architecture, file: null, name, version: null };
  const file = content.replaced.get(targetKey({ name, architecture, version: from })) ?? null;
  return file === null ? null : { architecture, file, name, version: from };
}

/** A change says where it comes from, unless it installs, and where it goes to, unless it removes. */
function misshapen({ kind, name, from, to }: ProposedChange): Reason | null {
  const isNew = kind === 'install' || kind === 'install-beside';
  const isWhole = isNew === (from === null) && (kind === 'remove') === (to === null);
  return isWhole
    ? null
    : reason('proposal-unable', { detail: `its ${kind} of ${name} lacks a version, or has one too many` });
}

/** Of a rollback, what may change is what the finished host plan changed, and was compared with it: see rollback.ts. */
function refusedByPolicy({ environment, input, removable }: PlanningContext, change: ProposedChange): Reason | null {
  if (input.rollback !== undefined) return null;
  switch (change.kind) {
    case 'upgrade':
    case 'install-beside':
      return null;
    case 'install':
      return environment.newDependencies === 'refused'
        ? reason('new-dependency-refused', { package: change.name })
        : null;
    case 'remove':
      return removable.has(change.name) ? null : reason('removal-refused', { package: change.name });
    case 'downgrade':
      return downgradeRefused(change);
    default:
      return refuseKind(change.kind);
  }
}

/** Whatever the proposal calls it: no plan but a rollback goes down, and each only between versions that can be read. */
function refusedByVersion(
  { input }: PlanningContext,
  format: SystemFacts['packageFormat'],
  change: ProposedChange,
): Reason | null {
  for (const version of [change.from, change.to]) {
    if (version === null) continue;
    const parsed = parseVersion(format, version);
    if (!parsed.ok && parsed.severity === 'error') return parsed.reason;
  }
  if (change.from === null || change.to === null || input.rollback !== undefined) return null;
  return compareVersions(format, change.from, change.to) < 0 ? null : downgradeRefused(change);
}

const downgradeRefused = ({ name, from, to }: ProposedChange): Reason =>
  reason('downgrade-refused', { package: name, from: from ?? '', to: to ?? '' });

function refuseKind(kind: never): never {
  throw new TypeError(`unknown kind of change: ${String(kind)}`);
}
