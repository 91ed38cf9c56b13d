// A plan under the rule `change-request` in a real store, and an outside system that may answer.

import type { App } from '@slipway/controller/app';
import {
  answerChangeRequest,
  approvalState,
  type OutsideAnswer,
  seekApproval,
  showChangeRequest,
} from '@slipway/controller/app';
import type { StoredPlan } from '@slipway/controller/ports';
import { openMemoryStore } from '@slipway/controller/store/memory';
import type { ChangeRequest } from '@slipway/core/approval';
import { digestOf } from '@slipway/core/document';
import type { ApprovalRule } from '@slipway/core/policy';
import { addSeconds, type Instant } from '@slipway/core/time';
import { sha256 } from '@slipway/testkit/builders';
import { aStoredPatchSet, aStoredPlan, aWebhook } from '@slipway/testkit/store-rows';
import { expect } from 'vitest';

export const TEAMS = ['development', 'operations', 'security'];
export const RULE = {
  rule: 'change-request',
  teams: TEAMS,
  count: 2,
  outside: 'service-desk',
  validHours: 24,
} as const satisfies ApprovalRule;
export const NUMBER = 'CHG-000001';

export const made = aStoredPlan(['host-1', 'host-2']);
export const planWith = (approval: ApprovalRule): StoredPlan => {
  const header = { ...made.plan.header, approval };
  return { ...made.plan, author: 'bob', header, digest: digestOf(header, sha256) };
};

/** The signature of an audience is its name: what signing is, the adapter's own test says. */
export const worldWith = async (plan = planWith(RULE)) => {
  const store = openMemoryStore();
  let now: Instant = plan.madeAt;
  const ports = {
    store,
    clock: { now: () => now },
    nudge: { notify: () => undefined },
    notify: { isSignedBy: ({ name }: { name: string }, _: unknown, signature: string) => name === signature },
    log: { error: (what: string, data: unknown) => expect.fail(`${what} ${JSON.stringify(data)}`) },
  };
  const app = { ports } as unknown as App;
  await store.write(async (change) => {
    await change.outbox.putAudience(aWebhook('service-desk'));
    await change.outbox.putAudience(aWebhook('elsewhere'));
    await change.patchSets.addPatchSet({ ...aStoredPatchSet(), author: 'carol' });
    await change.plans.addPlan(plan, made.hostPlans);
    await seekApproval(change, plan, { hostPlans: made.hostPlans, now });
  });
  return {
    app,
    plan,
    later: (seconds: number) => {
      now = addSeconds(plan.madeAt, seconds);
    },
    by: (person: string, ...teams: readonly string[]) => ({ person, roles: ['approver'], teams }) as const,
    request: async (): Promise<ChangeRequest> => {
      const shown = await showChangeRequest(app, NUMBER);
      if (!shown.ok) throw new Error(shown.reason.code);
      return shown.value;
    },
    state: async () => {
      const state = await store.read(async (view) => await approvalState(view, plan, now));
      return state.ok ? 'approved' : state.reason.code;
    },
    told: async () => {
      const { items } = await store.read(async ({ outbox }) => await outbox.events({ after: null, limit: 50 }));
      const heard: string[] = [];
      for (const { eventId, kind } of items.toReversed()) {
        const to = await store.read(async ({ outbox }) => await outbox.deliveriesOf(eventId));
        heard.push(`${kind} to ${to.map(({ audience }) => audience).join(' ')}`);
      }
      return heard;
    },
    audit: async () => {
      const { items } = await store.read(async ({ access }) => await access.auditEvents({ after: null, limit: 50 }));
      return items.map(({ action, who }) => `${action} by ${who}`);
    },
  };
};
export type World = Awaited<ReturnType<typeof worldWith>>;

const answerOf = ({ plan }: World, given: Partial<OutsideAnswer> = {}): OutsideAnswer => ({
  answerId: 'answer-1',
  number: NUMBER,
  planDigest: plan.digest,
  answer: 'approved',
  by: 'jane',
  reference: 'REQ-77',
  removals: [],
  why: '',
  at: plan.madeAt,
  ...given,
});
export const hear = async (
  world: World,
  given: Partial<OutsideAnswer> = {},
  signature = 'service-desk',
  number = NUMBER,
) => {
  const answer = answerOf(world, given);
  const heard = await answerChangeRequest(world.app, { number, answer, bytes: new Uint8Array(), signature });
  return heard.ok ? heard.value.state : heard.reason.code;
};
