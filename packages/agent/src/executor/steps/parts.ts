// Apply in parts, where the window may be short (docs/adr/0053): each part is what the package manager itself would do for some of
// the targets, in a unit of its own, and in the ledger before it is begun. Between two of them the package database is whole, so that
// the host can stop there: what was applied is proven as ever, and the rest is said.

import {
  type MeasuredPart,
  nextPart,
  type PartSize,
  partOf,
  partWishes,
  type StepEvidence,
  transactionName,
} from '@slipway/core/execution';
import { packageKey } from '@slipway/core/inventory';
import type { PlannedChange, PlannedParts } from '@slipway/core/plan';
import { explain, type Outcome, ok, type Reason, reason } from '@slipway/core/reasons';
import type { StagedFiles } from '../../ports/index.ts';
import { type AttemptContext, done, failed, type StepResult } from '../context.ts';
import {
  type ExpectedPackage,
  notBegun,
  type PackageTransaction,
  packageTransaction,
  settled,
  standingVersions,
} from './package-transaction.ts';
import { proposeTargets, simulateRemaining } from './simulation.ts';

export const applyInParts = async (
  context: AttemptContext,
  planned: PlannedParts,
  staged: StagedFiles,
): Promise<StepResult> => {
  const { attemptId, hostPlan, ports } = context;
  const expected = expectedAfter(hostPlan.transaction);
  let { begun, last } = await finishBegun(context, staged);
  const measured: MeasuredPart[] = [];
  for (;;) {
    if (last?.outcome === 'failed') return last;
    const { differs, evidence } = await standingVersions(context, expected);
    if (differs === null) return await whole(context, expected, evidence, last);
    // Nobody can say what stands: not what is left, and not that what was applied is so.
    if (evidence.versions === undefined) return last === null ? notBegun(differs, {}) : failed(differs, last.evidence);
    const rest = await simulateRemaining(context, staged);
    if (!rest.ok) return stopped(context, evidence, last, rest.reason);
    const sizeNow = (): PartSize => nextPart({ planned, left: rest.value.length, measured, ...timeOf(context) });
    let part = await choose(context, staged, rest.value, sizeNow());
    // To choose may have taken minutes of the window: less of it may still fit.
    if (part.ok && part.value.length > sizeNow().most) part = await choose(context, staged, rest.value, sizeNow());
    if (!part.ok) return stopped(context, evidence, last, part.reason);
    const size = sizeNow();
    const { length } = part.value;
    if (length === 0 || length > size.most) return stopped(context, evidence, last, tooLong(size, Math.max(1, length)));
    const changes = part.value.map(({ name, architecture }) => ({ name, architecture }));
    await ports.ledger.append({ kind: 'part-begun', attemptId, changes });
    begun += 1;
    const begunMs = ports.clock.monotonicMs();
    last = await packageTransaction(context, { ...transactionOf(context, staged, part.value), part: begun });
    measured.push({ changes: changes.length, seconds: (ports.clock.monotonicMs() - begunMs) / 1000 });
  }
};

/** Of the last try to enter this step: the part that was under way is waited for, or put right, before anything is decided anew. */
const finishBegun = async (
  context: AttemptContext,
  staged: StagedFiles,
): Promise<{ readonly begun: number; readonly last: StepResult | null }> => {
  const { attempt, attemptId, hostPlan, ports } = context;
  const parts = attempt.steps.findLast(({ step }) => step === 'apply')?.parts ?? [];
  for (const [index, { changes }] of [...parts.entries()].toReversed()) {
    const part = index + 1;
    // Written down, and cut before its unit was there: as if it had never been chosen.
    const state = await ports.transactionUnit.look(transactionName({ purpose: 'apply', part }, attemptId, 1));
    if (state.kind === 'absent') continue;
    const keys = new Set(changes.map(packageKey));
    const its = hostPlan.transaction.filter((change) => keys.has(packageKey(change)));
    const last = await packageTransaction(context, { ...transactionOf(context, staged, its), part });
    return { begun: parts.length, last };
  }
  return { begun: parts.length, last: null };
};

/** One that fits; else the smallest that was seen, which does not; empty where there is time for none. */
const choose = async (
  context: AttemptContext,
  staged: StagedFiles,
  rest: readonly PlannedChange[],
  { wanted, most }: PartSize,
): Promise<Outcome<readonly PlannedChange[]>> => {
  if (most === 0) return ok([]);
  if (wanted >= rest.length) return ok(rest);
  let smallest: readonly PlannedChange[] = [];
  for (const wish of partWishes(rest, wanted)) {
    const proposal = await proposeTargets(context, staged, wish);
    if (!proposal.ok) return proposal;
    const part = partOf(rest, proposal.value, wish);
    if (part === null) continue;
    if (part.length <= most) return ok(part);
    if (smallest.length === 0 || part.length < smallest.length) smallest = part;
  }
  return ok(smallest);
};

/** Of the occurrence that it began in: nobody may still be away at its end. */
const timeOf = ({ ports, header }: AttemptContext) => {
  const now = ports.clock.now();
  const open = header.bounds.occurrences.find(({ startsAt, endsAt }) => startsAt <= now && now < endsAt);
  return { now, endsAt: open?.endsAt ?? null };
};

const tooLong = ({ changeSeconds, secondsLeft }: PartSize, changes: number): Reason =>
  reason('part-too-long', { needed: Math.ceil(changeSeconds * changes), left: secondsLeft });

const whole = async (
  context: AttemptContext,
  expected: readonly ExpectedPackage[],
  evidence: StepEvidence,
  last: StepResult | null,
): Promise<StepResult> => {
  const how = last === null ? 'already' : 'done';
  const result = await settled(context, expected, { ...last?.evidence, ...evidence }, how);
  return result.outcome === 'done' ? { ...result, reason: last?.reason ?? null } : result;
};

/** Between two parts; before the first one, nothing was changed. `evidence`: of all that was planned. */
const stopped = (
  { hostPlan: { transaction } }: AttemptContext,
  evidence: StepEvidence,
  last: StepResult | null,
  why: Reason,
): StepResult => {
  if (last === null) return why.code === 'part-too-long' ? noTime(why) : notBegun(why, evidence);
  const standing = new Map((evidence.versions ?? []).map((one) => [packageKey(one), one.version]));
  const applied = transaction.filter((change) => standing.get(packageKey(change)) === change.to).length;
  const detail = explain(why).replace(/\.$/, '');
  const told = reason('applied-in-part', { applied, planned: transaction.length, detail });
  return { ...done({ ...last.evidence, ...evidence }), reason: told };
};

/** Its code is one by which the host may be tried again in another window. */
const noTime = ({ facts }: Reason): StepResult =>
  failed(reason('window-too-short', { needed: facts['needed'] ?? 0, left: facts['left'] ?? 0 }));

/** Some of the plan's changes, or all of them. The decision on configuration files is one for the whole plan. */
export const transactionOf = (
  { attemptId, hostPlan, ports }: AttemptContext,
  staged: StagedFiles,
  changes: readonly PlannedChange[],
): PackageTransaction => ({
  purpose: 'apply',
  command: ports.packages.transactionCommand({ attemptId, staged, changes, conffiles: hostPlan.conffiles }),
  expected: expectedAfter(changes),
  staged,
  wanted: changes.flatMap(({ name, architecture, to, file }) =>
    to === null || file === null ? [] : [{ name, architecture, version: to, file }],
  ),
});

/** Every package of these changes at its planned version. */
export const expectedAfter = (changes: readonly PlannedChange[]): readonly ExpectedPackage[] =>
  changes.map(({ kind, name, architecture, to, automatic }) => ({
    ...{ name, architecture, version: to, automatic },
    ...(kind === 'install-beside' && to !== null ? { beside: to } : {}),
  }));
