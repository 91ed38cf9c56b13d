// The planning loop: for every open request, once the proposals are in or the wait is over, plan, check, sign, store.
// Planning again without a change gives the same digest and stores nothing new.

import { type ZoneStamp, zoneStampOf } from '@slipway/core/calendar';
import { checklistOf } from '@slipway/core/checklist';
import { digestOf } from '@slipway/core/document';
import { checkPlan, makePlan, type PlanHeader, type PlanningInput, type PlanningResult } from '@slipway/core/plan';
import { type ChecklistItem, rulesAt } from '@slipway/core/policy';
import { reason } from '@slipway/core/reasons';
import { type Instant, isBefore } from '@slipway/core/time';
import type { PlanRequest, StoredPlan, StoreView, Versioned } from '../../ports/index.ts';
import { loseNames, seekApproval } from '../approval/index.ts';
import type { App } from '../context.ts';
import { planningInput } from './input.ts';

/** Answers whether anything was decided, so that the caller looks again at once. */
export const planOnce = async (app: App): Promise<boolean> => {
  const open = await app.ports.store.read(async ({ plans }) => await plans.openPlanRequests());
  let decided = false;
  for (const request of open) decided = (await planSafely(app, request)) || decided;
  return decided;
};

/** One request that cannot be planned must not keep the others from being planned; it is tried again at the next look. */
const planSafely = async (app: App, request: Versioned<PlanRequest>): Promise<boolean> => {
  try {
    return await planRequest(app, request);
  } catch (error) {
    app.ports.log.error('not planned', { planRequestId: request.value.planRequestId, error });
    return false;
  }
};

const planRequest = async (app: App, request: Versioned<PlanRequest>): Promise<boolean> => {
  const { clock, sha256, store, zones } = app.ports;
  const now = clock.now();
  const { patchSetDigest, proposalsUntil } = request.value;
  const mayWait = isBefore(now, proposalsUntil);
  // Before anything else is read: every answer of a host brings this loop here.
  if (mayWait && (await store.read(async ({ patchSets }) => await patchSets.isAnyAwaited(patchSetDigest))))
    return false;
  const input = await store.read(async (view) => await planningInput(view, request.value, { now, zones }));
  if (!input.ok) return await end(app, request, { ...request.value, state: 'failed', reason: input.reason });
  const waitedFor = input.value.hosts.some((host) => input.value.awaited.has(host.hostId));
  if (waitedFor && mayWait) return false;
  const result = makePlan(input.value, sha256);
  if (result.plan === null) {
    return await end(app, request, {
      ...request.value,
      state: 'empty',
      report: result.report,
      reason: reason('plan-empty'),
    });
  }
  return await storePlan(app, request, input.value, result, input.value.policyRevision);
};

const storePlan = async (
  app: App,
  request: Versioned<PlanRequest>,
  input: PlanningInput,
  result: PlanningResult,
  policyRevision: number,
): Promise<boolean> => {
  const { clock, sha256, signing } = app.ports;
  const { plan, report } = result;
  if (plan === null) return false;
  const envelope = await signing.sign('application/vnd.slipway.plan-header+json;version=1', plan.header);
  const stored: StoredPlan = {
    digest: digestOf(plan.header, sha256),
    header: plan.header,
    envelope,
    report,
    notes: checkPlan({ plan, input, report, sha256 }),
    author: request.value.author,
    madeAt: clock.now(),
    policyRevision,
    policyName: request.value.policyName ?? null,
    ...(request.value.rollback === undefined
      ? request.value.onlyHosts === undefined
        ? {}
        : { ofSome: 'some' as const }
      : { rollback: request.value.rollback }),
    zoneStamp: stampOf(input, plan.header),
  };
  const saved = await app.ports.store.write(async (change) => {
    const value: PlanRequest = { ...request.value, state: 'planned', planDigest: stored.digest, report };
    if (!(await change.plans.savePlanRequest({ revision: request.revision, value }))) return false;
    const isNew = (await change.plans.plan(stored.digest)) === null;
    await change.plans.addPlan(stored, plan.hostPlans);
    const checklist = await keepChecklist(change, input, { ...plan, digest: stored.digest, isNew }, clock.now());
    await raiseGenerations(change, plan.hostPlans);
    if (checklist !== null) await loseNames(change, stored, { items: checklist, now: clock.now() });
    await seekApproval(change, stored, { hostPlans: plan.hostPlans, now: clock.now() });
    return true;
  });
  if (saved) {
    for (const subject of ['promotion', 'reminders', 'notify'] as const) app.ports.nudge.notify(subject);
    app.ports.nudge.notify(`watch:${request.value.planRequestId}`);
  }
  return saved;
};

/**
 * What policy says today: a later one must not weaken what was approved, and nobody is held to one that was mended since. The
 * checklist stands in no digest, so that the same plan may be made under another one: answers its items where it was.
 */
const keepChecklist = async (
  change: StoreView,
  { environment, policyName = null, policy }: PlanningInput,
  plan: NonNullable<PlanningResult['plan']> & { readonly isNew: boolean },
  now: Instant,
): Promise<readonly ChecklistItem[] | null> => {
  const items = rulesAt(policy, { environment, policyName })?.checklist ?? [];
  if (plan.isNew && items.length > 0) await change.checklists.addChecklist(checklistOf(items, plan));
  const before = plan.isNew ? null : await change.checklists.checklist(plan.digest);
  if (plan.isNew || isSame(before?.items ?? [], items)) return null;
  const changed = { ...checklistOf(items, plan), changedAt: now };
  if (before === null) await change.checklists.addChecklist(changed);
  else await change.checklists.replaceChecklist(changed);
  return items;
};

const isSame = (before: readonly ChecklistItem[], now: readonly ChecklistItem[]): boolean =>
  JSON.stringify(before) === JSON.stringify(now);

/** By which rules of which database: looked at again before every start. */
const stampOf = (input: PlanningInput, { bounds }: PlanHeader): ZoneStamp | null => {
  const { environment, policyName = null, policy, calendar } = input;
  const window = rulesAt(policy, { environment, policyName })?.window;
  return window === undefined || calendar === undefined
    ? null
    : zoneStampOf(window, bounds.occurrences, calendar.zones);
};

const raiseGenerations = async (
  change: StoreView,
  hostPlans: NonNullable<PlanningResult['plan']>['hostPlans'],
): Promise<void> => {
  for (const { hostId, generation } of hostPlans) {
    const host = await change.fleet.host(hostId);
    if (host === null || host.value.generation >= generation) continue;
    await change.fleet.saveHost({ revision: host.revision, value: { ...host.value, generation } });
  }
};

const end = async (app: App, request: Versioned<PlanRequest>, value: PlanRequest): Promise<boolean> => {
  const saved = await app.ports.store.write(
    async ({ plans }) => await plans.savePlanRequest({ revision: request.revision, value }),
  );
  if (saved) {
    for (const subject of ['promotion', `watch:${value.planRequestId}`] as const) app.ports.nudge.notify(subject);
  }
  return saved;
};
