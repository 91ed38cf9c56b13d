// An outside system's answer to a change request. Whoever signs it with the key of the audience that the plan's rule names
// may say yes or no to that one plan, and nothing else: no token, no role. The same answer again, or one that comes late,
// changes nothing that it did not change the first time.

import { approvalExpiry, type ChangeRequest, isOpen } from '@slipway/core/approval';
import type { Digest, HostId } from '@slipway/core/ids';
import type { Approval } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView, Versioned } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { addApproval, approvalOf, wakeApproved } from './approve.ts';
import { addRefusal } from './refuse.ts';
import { removalsNamed } from './removals.ts';
import { requestersOf } from './requesters.ts';
import { stopping } from './state.ts';

/** Two clocks of which neither is set by hand. What was said later than that was not said yet. */
const AHEAD_SECONDS_MAX = 300;

export interface OutsideAnswer {
  /** The sender's own, one per answer: the same at every repetition. */
  readonly answerId: string;
  readonly number: string;
  readonly planDigest: Digest;
  readonly answer: 'approved' | 'rejected';
  /** A person, as the outside system knows them. */
  readonly by: string;
  readonly reference: string;
  /** What the plan removes, named by whoever says yes to it. */
  readonly removals: readonly string[];
  readonly why: string;
  readonly at: Instant;
}

export interface SignedAnswer {
  readonly number: string;
  readonly answer: OutsideAnswer;
  /** As they came: the signature is over these. */
  readonly bytes: Uint8Array;
  readonly signature: string;
}

export const answerChangeRequest = async (app: App, signed: SignedAnswer): Promise<Outcome<ChangeRequest>> => {
  const { clock, store } = app.ports;
  const now = clock.now();
  let preparing: readonly HostId[] = [];
  // First of all: who has no key is told nothing, not even which numbers there are, and never waits for a write.
  if ((await store.read(async (view) => await signersOf(app, view, signed))).length === 0) {
    return refuse('answer-unsigned');
  }
  const outcome = await store.write(async (change): Promise<Outcome<ChangeRequest>> => {
    const { number, answer } = signed;
    const signers = await signersOf(app, change, signed);
    if (signers.length === 0) return refuse('answer-unsigned');
    const found = await change.changeRequests.changeRequest(number);
    if (found === null) return refuse('not-found', { what: 'change request', id: number });
    const about = isAbout(found.value, signed, signers);
    if (!about.ok) return about;
    const before = found.value.history.find(({ answerId }) => answerId === answer.answerId);
    if (before !== undefined) return await repeated(change, found.value, before.what, answer);
    const heard = await hear(change, found, { answer, now });
    if (!heard.ok) return heard;
    preparing = heard.value;
    const after = await change.changeRequests.changeRequest(number);
    return ok(after?.value ?? found.value);
  });
  wakeApproved(app, preparing);
  return outcome;
};

const signersOf = async (
  app: App,
  { outbox }: StoreView,
  { bytes, signature }: SignedAnswer,
): Promise<readonly string[]> =>
  (await outbox.audiences())
    .filter((one) => app.ports.notify.isSignedBy(one, bytes, signature))
    .map(({ name }) => name);

const refused = (number: string, detail: string): Outcome<never> => refuse('answer-refused', { number, detail });

const isAbout = (
  request: ChangeRequest,
  { number, answer }: SignedAnswer,
  signers: readonly string[],
): Outcome<void> => {
  // Signed for another number and sent to this one.
  if (answer.number !== number) return refused(number, `it is about ${answer.number}`);
  if (request.outside === null || !signers.includes(request.outside.system)) {
    return refused(number, 'its plan names another outside system, or none');
  }
  if (answer.planDigest !== request.planDigest) return refused(number, 'it is about another plan');
  return ok(undefined);
};

const repeated = async (
  view: StoreView,
  request: ChangeRequest,
  what: string,
  answer: OutsideAnswer,
): Promise<Outcome<ChangeRequest>> => {
  const isYes = answer.answer === 'approved';
  if ((what === 'named') !== isYes) return refused(request.number, `answer ${answer.answerId} said otherwise before`);
  // A no still stands; whoever repeats a yes must not take it for one that counts.
  return isYes && (await isVoid(view, answer)) ? refused(request.number, VOID) : ok(request);
};

/** What was said before a backup was restored is void; a message of that time sent again must not bring it back. */
const isVoid = async ({ access }: StoreView, { at }: OutsideAnswer): Promise<boolean> => {
  const restoredAt = await access.setting('restored-at');
  return restoredAt !== null && at <= restoredAt;
};
const VOID = 'it is from before the controller was restored';

interface Heard {
  readonly answer: OutsideAnswer;
  readonly now: Instant;
}

const hear = async (
  change: StoreView,
  { value: request }: Versioned<ChangeRequest>,
  { answer, now }: Heard,
): Promise<Outcome<readonly HostId[]>> => {
  const { number, planDigest, openedAt } = request;
  if (!isOpen(request)) return refuse('change-request-ended', { number, state: request.state });
  const plan = await change.plans.plan(planDigest);
  if (plan === null) return refuse('not-found', { what: 'plan', id: planDigest });
  const against = stopping(plan, { refusal: null, changeRequest: request, now });
  if (against !== null) return { ok: false, reason: against };
  if (answer.at > addSeconds(now, AHEAD_SECONDS_MAX)) return refused(number, `its time ${answer.at} is yet to come`);
  if (answer.at < openedAt) return refused(number, `its time ${answer.at} is before the change request`);
  if (await isVoid(change, answer)) return refused(number, VOID);
  const system = request.outside?.system ?? '';
  if (answer.answer === 'approved') return await approved(change, plan, { answer, now, system });
  const { by, why, answerId, reference } = answer;
  const refusal = { planDigest, refusedBy: by, why, refusedAt: now, outside: system };
  const added = await addRefusal(change, plan, refusal, { answerId, reference });
  return added.ok ? ok([]) : added;
};

const approved = async (
  change: StoreView,
  plan: StoredPlan,
  { answer, now, system }: Heard & { readonly system: string },
): Promise<Outcome<readonly HostId[]>> => {
  const { by, reference, answerId, number } = answer;
  if ((await requestersOf(change, plan)).has(by)) return refuse('requester-cannot-approve');
  const approvedAt = answer.at < now ? answer.at : now;
  const expiresAt = approvalExpiry(plan.header.approval, plan.header.bounds.expiresAt, approvedAt);
  const named = removalsNamed(plan, answer.removals);
  if (!named.ok) return named;
  if (expiresAt <= now) return refused(number, `what was said at ${answer.at} counts no longer`);
  const approval: Approval = {
    ...approvalOf(plan, { approvedBy: by, teams: [], approvedAt }),
    outside: system,
    reference,
    ...(named.value.length > 0 ? { removals: named.value } : {}),
  };
  return ok(await addApproval(change, plan, approval, { now, answerId }));
};
