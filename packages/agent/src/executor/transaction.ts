// One transaction from the inbox to the end of its attempt. The loop is short on purpose: read the ledger, ask the step
// machine, do one thing, write it down. Whatever kills this process, the next start enters the same loop.

import { digestOf } from '@slipway/core/document';
import {
  type AttemptSummary,
  alreadyIsolated,
  attemptEnd,
  type ExecutionConditions,
  factFor,
  factForRefusal,
  judgeStart,
  type LedgerEntry,
  nextAction,
  openAttempt,
} from '@slipway/core/execution';
import type { AttemptId } from '@slipway/core/ids';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import type { StartGrant } from '@slipway/core/rollout';
import { msBetween } from '@slipway/core/time';
import type { InboxContents, KeptPlan } from '../ports/index.ts';
import { attemptContext } from './attempt.ts';
import type { ExecutorOptions, ExecutorPorts } from './context.ts';
import { factWithLogs, resultWithLogs } from './failure-logs.ts';
import { isolate } from './isolation.ts';
import { performStep } from './perform.ts';
import { resultWithTrace } from './transaction-trace.ts';
import { type VerifiedPlan, verifiedGrant, verifiedPlan } from './verified.ts';

/**
 * `idle`: nothing to do. `rebooting`: the host goes down, the next boot's start goes on. `ledger-broken`: nothing begins
 * and nothing goes on before a person has looked; starting again would find the same.
 */
export type ExecutorEnd =
  | { readonly kind: 'idle' }
  | { readonly kind: 'refused' | 'ledger-broken'; readonly reason: Reason }
  | { readonly kind: 'rebooting' }
  | { readonly kind: 'ended'; readonly outcome: string };

/** The reporter asks every second or two during an attempt; its own restart and a slow answer take less than this. */
const CONTACT_LOST_SECONDS = 90;

export const runTransaction = async (ports: ExecutorPorts, options: ExecutorOptions): Promise<ExecutorEnd> => {
  try {
    return (await ledgerBroken(ports)) ?? (await runFromInbox(ports, options));
  } catch (error) {
    // Broken while it was worked with: whoever asked it was thrown out, and the file says why.
    const broken = await ledgerBroken(ports);
    if (broken === null) throw error;
    return broken;
  }
};

const ledgerBroken = async ({ ledger }: ExecutorPorts): Promise<ExecutorEnd | null> => {
  const broken = await ledger.broken();
  return broken === null ? null : { kind: 'ledger-broken', reason: broken.reason };
};

const runFromInbox = async (ports: ExecutorPorts, options: ExecutorOptions): Promise<ExecutorEnd> => {
  const inbox = await ports.inbox.read();
  const open = openAttempt(await ports.ledger.read());
  if (open !== null) return await goOn(ports, options, inbox, open);
  await isolate(ports, options, inbox);
  const ledger = await ports.ledger.read();
  if (inbox.grant === null) return { kind: 'idle' };
  const grant = await verifiedGrant(ports, inbox);
  if (!grant.ok) return { kind: 'refused', reason: grant.reason };
  if (attemptEnd(ledger, grant.value.attemptId) !== null) return { kind: 'idle' };
  const plan = await verifiedPlan(ports, options, inbox);
  if (!plan.ok) return await turnAway(ports, options, { grant: grant.value, ledger, reason: plan.reason });
  const begun = await begin(ports, options, plan.value, grant.value, ledger);
  if (!begun.ok) return await turnAway(ports, options, { grant: grant.value, ledger, reason: begun.reason });
  return await drive(ports, options, keptPlanOf(plan.value, grant.value), grant.value.attemptId);
};

/** What root keeps of an attempt for as long as it takes, whatever becomes of its grant. */
const keptPlanOf = ({ header, hostPlan }: KeptPlan, { logs, transaction }: StartGrant): KeptPlan => ({
  header,
  hostPlan,
  ...(logs === undefined ? {} : { logs }),
  ...(transaction === undefined ? {} : { transaction }),
});

/** Nothing has begun. Where the grant was good and only its use was not, the ledger says that it is used up, and why. */
const turnAway = async (
  ports: ExecutorPorts,
  { hostId }: ExecutorOptions,
  refused: { readonly grant: StartGrant; readonly ledger: readonly LedgerEntry[]; readonly reason: Reason },
): Promise<ExecutorEnd> => {
  const fact = factForRefusal({ hostId, ...refused });
  if (fact !== null) await ports.ledger.append(fact);
  return { kind: 'refused', reason: refused.reason };
};

/**
 * Begun before a crash or a reboot: it goes on under the plan that it began with, and no other. By then the inbox may hold
 * another one, or none, and the keys that signed it may be trusted no more; the host is out of its service all the same.
 */
const goOn = async (
  ports: ExecutorPorts,
  options: ExecutorOptions,
  inbox: InboxContents,
  open: AttemptSummary,
): Promise<ExecutorEnd> => {
  const kept = await ports.planOfAttempt.kept();
  if (kept !== null && digestOf(kept.hostPlan, ports.crypto.sha256) === open.hostPlanDigest) {
    return await drive(ports, options, kept, open.attemptId);
  }
  const plan = await verifiedPlan(ports, options, inbox);
  if (!plan.ok) return { kind: 'refused', reason: plan.reason };
  if (open.hostPlanDigest !== plan.value.hostPlanDigest) {
    return { kind: 'refused', reason: reason('superseded', { generation: plan.value.hostPlan.generation }) };
  }
  return await drive(ports, options, plan.value, open.attemptId);
};

const begin = async (
  ports: ExecutorPorts,
  options: ExecutorOptions,
  plan: VerifiedPlan,
  grant: StartGrant,
  ledger: readonly LedgerEntry[],
): Promise<Outcome<void>> => {
  if (await ports.system.stopped()) return refuse('host-stopped');
  const judged = judgeStart({ grant, ...plan, ledger, hostId: options.hostId, now: ports.clock.now() });
  if (!judged.ok) return judged;
  // First, so that no attempt is ever open whose plan root does not hold itself.
  await ports.planOfAttempt.keep(keptPlanOf(plan, grant));
  await ports.ledger.append({
    kind: 'attempt-begun',
    attemptId: grant.attemptId,
    hostPlanDigest: plan.hostPlanDigest,
    generation: plan.hostPlan.generation,
  });
  return ok(undefined);
};

const drive = async (
  ports: ExecutorPorts,
  options: ExecutorOptions,
  plan: KeptPlan,
  attemptId: AttemptId,
): Promise<ExecutorEnd> => {
  for (;;) {
    const ledger = await ports.ledger.read();
    const conditions = await conditionsNow(ports, options);
    const action = nextAction(plan.hostPlan, ledger, attemptId, conditions);
    const wantsLogs = plan.logs === 'wanted';
    const fact =
      action.kind === 'fail-step' && wantsLogs
        ? await factWithLogs(ports, { ledger, attemptId, conditions }, action)
        : factFor(action, attemptId);
    if (fact !== null) await ports.ledger.append(fact);
    switch (action.kind) {
      case 'nothing':
        return { kind: 'idle' };
      case 'end-attempt':
        // A person who looks at a host that could not go back by itself may need the files of its way back, and some are nowhere else.
        if (action.outcome !== 'isolated') await ports.staging.clear();
        return { kind: 'ended', outcome: action.outcome };
      case 'skip-step':
      case 'fail-step':
        break;
      case 'run-step': {
        const context = attemptContext({ ports, plan, attemptId, ledger, action, conditions });
        const before = alreadyIsolated(ledger, action.step, conditions.bootId);
        const result = before ?? (await performStep(context, action.step));
        if (result === 'rebooting') return { kind: 'rebooting' };
        const step = action.step.kind;
        const traced =
          plan.transaction === 'wanted' ? await resultWithTrace(ports, { ...plan, attemptId }, step, result) : result;
        const told =
          traced.outcome === 'failed' && wantsLogs
            ? await resultWithLogs(ports, { ledger: await ports.ledger.read(), attemptId, conditions }, step, traced)
            : traced;
        await ports.ledger.append({ kind: 'step-ended', attemptId, step, ...told });
        break;
      }
      default:
        action satisfies never;
    }
  }
};

const conditionsNow = async (ports: ExecutorPorts, options: ExecutorOptions): Promise<ExecutionConditions> => {
  const now = ports.clock.now();
  const contactAt = await ports.inbox.contactAt();
  const silentMs = contactAt === null ? Number.POSITIVE_INFINITY : msBetween(contactAt, now);
  return {
    now,
    bootId: await ports.system.bootId(),
    stopped: await ports.system.stopped(),
    contact: silentMs > CONTACT_LOST_SECONDS * 1000 ? 'lost' : 'held',
    hostId: options.hostId,
  };
};
