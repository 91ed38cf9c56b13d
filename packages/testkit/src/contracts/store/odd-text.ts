// U+0000 in what hosts, people and feeds say: JSON can hold it, PostgreSQL's text cannot. A hook that prints one must not
// keep a rollout from being stored, nor a person who types one the audit from being searched.

import type { Store } from '@slipway/controller/ports';
import { reason } from '@slipway/core/reasons';
import { describe, expect, it } from 'vitest';
import { THE_MORNING } from '../../builders/index.ts';
import {
  aHostRecord,
  aLease,
  aLedger,
  anAuditFact,
  aRefusal,
  aRollout,
  aStoredInventory,
  aStoredPlan,
  hostIdOf,
} from '../../store-rows/index.ts';

const ODD = 'before\u0000after \\u0000';

export const oddTextContract = (open: () => Store): void => {
  describe('text with U+0000', () => {
    it('of a host is kept as it came, and the host is found', async () => {
      const store = open();
      const like = aHostRecord({ hostId: 'odd', labels: { environment: 'prod', owner: ODD } });
      const host = { ...like, contact: like.contact && { ...like.contact, agentVersion: ODD } };
      const stored = aStoredInventory({ reboot: { kind: 'needed', causes: [ODD] } });
      await store.write(async ({ fleet }) => {
        await fleet.addHost(like);
        await fleet.putInventory(like.hostId, stored);
        expect(await fleet.saveHost({ revision: 1, value: host })).toBe(true);
      });
      expect(await store.read(({ fleet }) => fleet.host(like.hostId))).toEqual({ revision: 2, value: host });
      expect((await store.read(({ fleet }) => fleet.inventory(like.hostId)))?.inventory).toEqual(stored.inventory);
      expect(await store.read(({ figures }) => figures.modeCounts())).toMatchObject([{ agentVersion: ODD }]);
    });

    it('of a step keeps no rollout from being stored, and no figure from being told', async () => {
      const store = open();
      const rollout = aRollout({ rolloutId: 'rollout-1', reason: reason('not-found', { what: ODD, id: ODD }) });
      const evidence = { output: ODD } as never;
      const [line] = aLedger([
        { kind: 'step-ended', attemptId: 'a' as never, step: 'drain', outcome: 'done', reason: null, evidence },
      ]);
      await store.write(async ({ fleet, rollouts }) => {
        await fleet.addHost(aHostRecord({ hostId: 'odd' }));
        await rollouts.addRollout(rollout);
        await rollouts.putLease(aLease('odd', 'a'));
        expect(await fleet.addLedgerEntries(hostIdOf('odd'), line === undefined ? [] : [line])).toBe('stored');
      });
      expect((await store.read(({ rollouts }) => rollouts.rollout(rollout.rolloutId)))?.value).toEqual(rollout);
      expect(await store.read(({ fleet }) => fleet.ledger(hostIdOf('odd'), 1))).toEqual([line]);
      expect(await store.read(({ figures }) => figures.runningSteps())).toEqual([]);
    });

    it('of a person is kept, and what others said is found beside it', async () => {
      const store = open();
      const { plan } = aStoredPlan(['one']);
      await store.write(async ({ access, approvals }) => {
        await access.addAuditEvent(anAuditFact({ who: 'ada', facts: { why: ODD } }));
        await access.addAuditEvent(anAuditFact({ who: 'kim' }));
        await approvals.addRefusal(aRefusal(plan, { why: ODD }));
      });
      const page = { after: null, limit: 10 };
      const [found] = (await store.read(({ access }) => access.auditEvents(page, { who: 'ada' }))).items;
      expect(found?.facts).toEqual({ why: ODD });
      expect((await store.read(({ access }) => access.auditEvents(page, { who: 'kim' }))).items).toHaveLength(1);
      expect(await store.read(({ approvals }) => approvals.refusalsSince(THE_MORNING))).toMatchObject([{ why: ODD }]);
    });
  });
};
