// A rollout over one host and a real store, at any phase, with an app just large enough for its loop.

import type { App } from '@slipway/controller/app';
import { explainRollout } from '@slipway/controller/app';
import type { HostContact } from '@slipway/controller/ports';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { NO_ZONES, type Zones } from '@slipway/core/calendar';
import type { ChecklistLook } from '@slipway/core/checklist';
import type { LedgerFact } from '@slipway/core/execution';
import type { GuestRules } from '@slipway/core/guest';
import { asAttemptId, asHostId, type HostId } from '@slipway/core/ids';
import type { LabelledHosts } from '@slipway/core/plan';
import type { ChecklistItem } from '@slipway/core/policy';
import type { RolloutHost } from '@slipway/core/rollout';
import { addSeconds, type Instant } from '@slipway/core/time';
import { digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import {
  aGrant,
  aHostRecord,
  aLease,
  aLedger,
  anApproval,
  anEnvelope,
  aRollout,
  aStoredPlan,
} from '@slipway/testkit/store-rows';

export const HOST = asHostId('host-1');
export const ATTEMPT = asAttemptId('rollout-1-host-1-1');
export const { plan, hostPlans } = aStoredPlan([HOST]);
export const hostPlanDigest = plan.header.hostPlans[0]?.digest ?? digestOfText('none');

export const later = (seconds: number): Instant => addSeconds(THE_MORNING, seconds);

const appAt = (now: { at: Instant }) => {
  const store = openMemoryStore();
  const errors: string[] = [];
  const ports = {
    store,
    zones: NO_ZONES as Zones,
    clock: { now: () => now.at },
    nudge: { notify: () => undefined },
    ownCauses: { read: async () => ({ causes: [], refused: [] }) },
    log: { error: (message: string) => void errors.push(message), warn: () => undefined },
    signing: { sign: async () => anEnvelope('application/vnd.slipway.start-grant+json;version=1', 'grant') },
  };
  const options = { owner: 'one', idleCheckInSeconds: 60, proposalWaitSeconds: 30 };
  return { app: { ports, options } as unknown as App, ports, store, errors };
};

export const contactOf = (given: Partial<HostContact>): HostContact => {
  const { contact } = aHostRecord({ hostId: HOST });
  if (contact === null) throw new Error('a host record has a contact');
  return { ...contact, readyFor: hostPlanDigest, ...given };
};

export type Plan = ReturnType<typeof aStoredPlan>['plan'];
/** As the planner makes it: with the labels that the host had then. */
export const planWith = (labels: LabelledHosts['labels']): Plan => ({
  ...plan,
  header: { ...plan.header, bounds: { ...plan.header.bounds, labels: [{ labels, hosts: [HOST] }] } },
});

export const openWith = async (options: {
  readonly planned?: Plan;
  /** What its plan says of the host's guests. */
  readonly guests?: GuestRules;
  readonly at: Instant;
  readonly host: Partial<RolloutHost>;
  readonly contact: Partial<HostContact>;
  readonly ledger?: readonly LedgerFact[];
  /** A rollout whose plan is not in the store. */
  readonly brokenBefore?: string;
}) => {
  const now = { at: options.at };
  const opened = appAt(now);
  await opened.store.write(async ({ approvals, fleet, plans, rollouts }) => {
    await fleet.addHost(aHostRecord({ hostId: HOST, contact: contactOf({ seenAt: options.at, ...options.contact }) }));
    await fleet.addLedgerEntries(HOST, aLedger(options.ledger ?? []));
    const planned = options.planned ?? plan;
    const { guests } = options;
    await plans.addPlan(planned, guests === undefined ? hostPlans : hostPlans.map((one) => ({ ...one, guests })));
    await approvals.addApproval(anApproval(planned));
    if (options.brokenBefore !== undefined) {
      await rollouts.addRollout(aRollout({ rolloutId: options.brokenBefore, hosts: [] }));
    }
    const waiting = {
      hostId: HOST,
      wave: 0,
      phase: 'waiting',
      since: THE_MORNING,
      attemptId: null,
      reason: null,
      step: null,
    } as const;
    await rollouts.addRollout(
      aRollout({ rolloutId: 'rollout-1', planDigest: plan.digest, hosts: [{ ...waiting, ...options.host }] }),
    );
    if (options.host.phase === 'granted') {
      await rollouts.putLease(aLease(HOST, ATTEMPT));
      await rollouts.putGrant(aGrant(HOST, ATTEMPT));
    }
  });
  const phase = async (): Promise<string | undefined> =>
    (await opened.store.read(async ({ rollouts }) => await rollouts.rollout('rollout-1' as never)))?.value.hosts[0]
      ?.phase;
  const leases = async (): Promise<readonly HostId[]> =>
    (await opened.store.read(async ({ rollouts }) => await rollouts.leases())).map(({ hostId }) => hostId);
  const waiting = async (): Promise<string | undefined> => {
    const explained = await explainRollout(opened.app, 'rollout-1' as never);
    return explained.ok ? explained.value.waiting[0]?.reason.code : explained.reason.code;
  };
  return { ...opened, now, phase, leases, waiting };
};

export const [PLANNED] = hostPlans[0]?.transaction ?? [];
export const BACK: ChecklistItem = { name: 'back', kind: 'way-back' };
export const aLook = (at: Instant, state: 'green' | 'blocking') => ({
  at,
  rolloutId: null,
  items: [{ name: 'back', kind: 'way-back', state, reason: null, evidenceAt: at }] satisfies ChecklistLook['items'],
});

/** A database of one zone, always the same ahead of UTC. */
export const zonesAhead = (version: string, offsetMsAtStart: number): Zones => ({
  version,
  names: ['Test/Zone'],
  rulesOf: (zone) => ({ zone, fromMs: 0, untilMs: Date.UTC(2100, 0), offsetMsAtStart, changes: [] }),
});
