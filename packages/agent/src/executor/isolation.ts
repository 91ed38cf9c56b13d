// Isolation: keeping a host from its service outside of an attempt, by the hooks of its own plan, and giving it back. By a
// signed order; and without one where what was ordered has ended, was cut, or the host's own stop file stands.

import {
  adoptionOf,
  type HookEvidence,
  type IsolationAction,
  type IsolationConditions,
  type IsolationOrder,
  isolationOf,
  isTurned,
  judgeIsolation,
  nextIsolationAction,
  type StepEvidence,
} from '@slipway/core/execution';
import type { HostPlan } from '@slipway/core/plan';
import { type Outcome, ok, reason } from '@slipway/core/reasons';
import type { InboxContents, KeptPlan } from '../ports/index.ts';
import { type ExecutorOptions, type ExecutorPorts, failed, type StepResult } from './context.ts';
import { askCluster, askHook } from './steps/index.ts';
import { verifiedIsolation, verifiedPlan } from './verified.ts';

/** No attempt may be open. An order that is not believed changes nothing; one that is and cannot be obeyed is a line. */
export const isolate = async (ports: ExecutorPorts, options: ExecutorOptions, inbox: InboxContents): Promise<void> => {
  const order = await newOrder(ports, options, inbox);
  if (order?.mode !== 'isolated') return await drive(ports, order);
  // On its way back it comes back first; where it cannot yet, the order comes again.
  if (await isOnItsWayBack(ports)) await drive(ports, null);
  if (await isOnItsWayBack(ports)) return;
  await drive(ports, await obey(ports, options, { order, inbox }));
};

const isOnItsWayBack = async ({ ledger }: ExecutorPorts): Promise<boolean> => {
  const { standing } = isolationOf(await ledger.read());
  return standing !== null && isTurned(standing);
};

/** `null`: none, none for this host, or obeyed before. */
const newOrder = async (
  ports: ExecutorPorts,
  { hostId }: ExecutorOptions,
  inbox: InboxContents,
): Promise<IsolationOrder | null> => {
  const order = await verifiedIsolation(ports, inbox);
  if (order === null || !order.ok || order.value.hostId !== hostId) return null;
  const ledger = await ports.ledger.read();
  if (adoptionOf(ledger).mode !== 'adopted') return null;
  return order.value.order > isolationOf(ledger).order ? order.value : null;
};

interface Ordered {
  readonly order: Extract<IsolationOrder, { readonly mode: 'isolated' }>;
  readonly inbox: InboxContents;
}

type Release = IsolationConditions['release'];

/** Answers why the host is to serve instead; `null`: it is to be kept from its service. */
const obey = async (ports: ExecutorPorts, options: ExecutorOptions, ordered: Ordered): Promise<Release> => {
  const { order, hostPlanDigest, expiresAt, reason: why } = ordered.order;
  const judged = await judge(ports, options, ordered);
  if (!judged.ok) {
    // Of an order that lay in the inbox over a reboot no more is wrong than its age: the next check-in brings another.
    return judged.reason.code === 'clock-skewed' ? null : { order, reason: judged.reason };
  }
  // First, so that root never has an isolation under a plan that it does not hold itself.
  await ports.planOfIsolation.keep(judged.value);
  await ports.ledger.append({ kind: 'isolation-begun', order, hostPlanDigest, expiresAt, reason: why });
  return null;
};

const judge = async (
  ports: ExecutorPorts,
  options: ExecutorOptions,
  { order, inbox }: Ordered,
): Promise<Outcome<KeptPlan>> => {
  const plan = await verifiedPlan(ports, options, inbox, inbox.isolation?.hostPlan ?? null);
  if (!plan.ok) return plan;
  const judged = judgeIsolation({
    ...plan.value,
    hostId: options.hostId,
    order,
    ledger: await ports.ledger.read(),
    now: ports.clock.now(),
    stopped: await ports.system.stopped(),
  });
  return judged.ok ? ok(plan.value) : judged;
};

const drive = async (ports: ExecutorPorts, release: Release): Promise<void> => {
  const hostPlan = (await ports.planOfIsolation.kept())?.hostPlan ?? null;
  for (;;) {
    const action = nextIsolationAction(await ports.ledger.read(), {
      now: ports.clock.now(),
      bootId: await ports.system.bootId(),
      stopped: await ports.system.stopped(),
      asksCluster: hostPlan?.steps.some(({ kind, run }) => kind === 'ask-cluster' && run.how !== 'skip') === true,
      release,
    });
    switch (action.kind) {
      case 'rest':
        return;
      case 'end':
        await ports.ledger.append({ kind: 'isolation-ended', order: action.order, reason: action.reason });
        return;
      case 'run-step': {
        const { order, step } = action;
        await ports.ledger.append({ kind: 'isolation-step-begun', order, step, reason: action.reason });
        const result = await perform(ports, hostPlan, action);
        const evidence = hookEvidence(result.evidence);
        await ports.ledger.append({ kind: 'isolation-step-ended', order, step, ...result, evidence });
        break;
      }
      default:
        action satisfies never;
    }
  }
};

const hookEvidence = (evidence: StepEvidence | null): HookEvidence | null => {
  if (evidence === null) return null;
  const { output, exitStatus } = evidence;
  return { ...(output === undefined ? {} : { output }), ...(exitStatus === undefined ? {} : { exitStatus }) };
};

const perform = async (
  ports: ExecutorPorts,
  hostPlan: HostPlan | null,
  { step: kind }: Extract<IsolationAction, { readonly kind: 'run-step' }>,
): Promise<StepResult> => {
  const step = hostPlan?.steps.find((planned) => planned.kind === kind);
  if (hostPlan !== null && step?.kind === 'ask-cluster') return await askCluster({ ports, hostPlan }, step);
  if (step?.run.how !== 'hook') return failed(reason('isolation-no-hook', { step: kind }));
  return await askHook(ports, step, step.run.call);
};
