// One transaction from the inbox to the end of its attempt. The loop is short on purpose: read the ledger, ask the step
// machine, do one thing, write it down. Whatever kills this process, the next start enters the same loop.

import { digestOf, type JsonValue } from '@slipway/core/document';
import {
  type ExecutionConditions,
  factFor,
  judgeStart,
  type LedgerEntry,
  nextAction,
  openAttempt,
} from '@slipway/core/execution';
import type { AttemptId, Digest } from '@slipway/core/ids';
import { type HostPlan, openHostPlan, type PlanHeader } from '@slipway/core/plan';
import { type Outcome, ok, type Reason, refuse } from '@slipway/core/reasons';
import type { StartGrant } from '@slipway/core/rollout';
import { msBetween } from '@slipway/core/time';
import { parsePlanHeader, parseStartGrant } from '@slipway/protocol/documents';
import { openTrusted, trustedRoot } from '../documents/index.ts';
import type { InboxContents } from '../ports/index.ts';
import { attemptContext } from './attempt.ts';
import type { ExecutorOptions, ExecutorPorts } from './context.ts';
import { performStep } from './perform.ts';

/** `idle`: nothing to do. `rebooting`: the host goes down, the next boot's start goes on. */
export type ExecutorEnd =
  | { readonly kind: 'idle' }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | { readonly kind: 'rebooting' }
  | { readonly kind: 'ended'; readonly outcome: string };

/** The reporter asks every second or two during an attempt; its own restart and a slow answer take less than this. */
const CONTACT_LOST_SECONDS = 90;

interface VerifiedPlan {
  readonly header: PlanHeader;
  readonly planDigest: Digest;
  readonly hostPlan: HostPlan;
  readonly hostPlanDigest: Digest;
}

export const runTransaction = async (ports: ExecutorPorts, options: ExecutorOptions): Promise<ExecutorEnd> => {
  const inbox = await ports.inbox.read();
  const ledger = await ports.ledger.read();
  const open = openAttempt(ledger);
  if (open === null && inbox.grant === null) return { kind: 'idle' };
  const plan = await verifiedPlan(ports, options, inbox);
  if (!plan.ok) return { kind: 'refused', reason: plan.reason };
  if (open !== null) {
    // Begun before a crash or a reboot: it goes on under the plan that it began with, and no other.
    if (open.hostPlanDigest !== plan.value.hostPlanDigest) {
      return { kind: 'refused', reason: { code: 'superseded', facts: { generation: plan.value.hostPlan.generation } } };
    }
    return await drive(ports, options, plan.value, open.attemptId);
  }
  const grant = await verifiedGrant(ports, inbox);
  if (!grant.ok) return { kind: 'refused', reason: grant.reason };
  if (attemptHasEnded(ledger, grant.value.attemptId)) return { kind: 'idle' };
  const begun = await begin(ports, options, plan.value, grant.value, ledger);
  if (!begun.ok) return { kind: 'refused', reason: begun.reason };
  return await drive(ports, options, plan.value, grant.value.attemptId);
};

const verifiedPlan = async (
  ports: ExecutorPorts,
  options: ExecutorOptions,
  inbox: InboxContents,
): Promise<Outcome<VerifiedPlan>> => {
  if (inbox.hostPlan === null) return refuse('not-found', { what: 'host plan', id: 'in the inbox' });
  const root = await trustedRoot({ trust: ports.trust, crypto: ports.crypto, delivered: inbox.trustRoots });
  if (!root.ok) return root;
  const opened = openTrusted({
    envelope: inbox.hostPlan.header,
    expectedType: 'application/vnd.slipway.plan-header+json;version=1',
    roles: ['controller', 'approver'],
    root: root.value,
    crypto: ports.crypto,
  });
  if (!opened.ok) return opened;
  const header = parsePlanHeader(opened.value);
  if (!header.ok) return header;
  const hostPlan = openHostPlan({
    bundle: inbox.hostPlan,
    header: header.value,
    hostId: options.hostId,
    sha256: ports.crypto.sha256,
  });
  if (!hostPlan.ok) return hostPlan;
  return ok({
    header: header.value,
    planDigest: digestOf(opened.value, ports.crypto.sha256),
    hostPlan: hostPlan.value,
    hostPlanDigest: digestOf(hostPlan.value as unknown as JsonValue, ports.crypto.sha256),
  });
};

const verifiedGrant = async (ports: ExecutorPorts, inbox: InboxContents): Promise<Outcome<StartGrant>> => {
  if (inbox.grant === null) return refuse('not-found', { what: 'start grant', id: 'in the inbox' });
  const root = await trustedRoot({ trust: ports.trust, crypto: ports.crypto, delivered: inbox.trustRoots });
  if (!root.ok) return root;
  const opened = openTrusted({
    envelope: inbox.grant,
    expectedType: 'application/vnd.slipway.start-grant+json;version=1',
    roles: ['controller'],
    root: root.value,
    crypto: ports.crypto,
  });
  return opened.ok ? parseStartGrant(opened.value) : opened;
};

const attemptHasEnded = (ledger: readonly LedgerEntry[], attemptId: AttemptId): boolean =>
  ledger.some((entry) => entry.kind === 'attempt-ended' && entry.attemptId === attemptId);

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
  plan: VerifiedPlan,
  attemptId: AttemptId,
): Promise<ExecutorEnd> => {
  for (;;) {
    const ledger = await ports.ledger.read();
    const conditions = await conditionsNow(ports, options);
    const action = nextAction(plan.hostPlan, ledger, attemptId, conditions);
    const fact = factFor(action, attemptId);
    if (fact !== null) await ports.ledger.append(fact);
    switch (action.kind) {
      case 'nothing':
        return { kind: 'idle' };
      case 'end-attempt':
        await ports.staging.clear();
        return { kind: 'ended', outcome: action.outcome };
      case 'skip-step':
      case 'fail-step':
        break;
      case 'run-step': {
        const context = attemptContext({ ports, plan, attemptId, ledger, action, conditions });
        const result = await performStep(context, action.step);
        if (result === 'rebooting') return { kind: 'rebooting' };
        await ports.ledger.append({ kind: 'step-ended', attemptId, step: action.step.kind, ...result });
        break;
      }
      default:
        action satisfies never;
    }
  }
};

const conditionsNow = async (ports: ExecutorPorts, options: ExecutorOptions): Promise<ExecutionConditions> => {
  const now = ports.clock.now();
  const { contactAt } = await ports.inbox.read();
  const silentMs = contactAt === null ? Number.POSITIVE_INFINITY : msBetween(contactAt, now);
  return {
    now,
    bootId: await ports.system.bootId(),
    stopped: await ports.system.stopped(),
    contact: silentMs > CONTACT_LOST_SECONDS * 1000 ? 'lost' : 'held',
    hostId: options.hostId,
  };
};
