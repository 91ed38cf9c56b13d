import type { Store } from '@slipway/controller/ports';
import type { ChangeRequest } from '@slipway/core/approval';
import { describe, expect, it } from 'vitest';
import { digestOfText } from '../../builders/index.ts';
import { aChangeRequest, aStoredPlan } from '../../store-rows/index.ts';
import { byPages } from './pages.ts';

const plans = [1, 2, 3].map((generation) => aStoredPlan(['host-1'], generation).plan);
const NUMBERS = ['CHG-000001', 'CHG-000002', 'CHG-000003'];

export const changeRequestContract = (open: () => Store): void => {
  describe('change requests', () => {
    const addAll = async () => {
      const store = open();
      return await store.write(async ({ changeRequests }) => {
        const added: ChangeRequest[] = [];
        for (const plan of plans) added.push(await changeRequests.addChangeRequest(aChangeRequest(plan)));
        return added;
      });
    };

    it('are numbered in the order of opening, one per plan', async () => {
      const added = await addAll();
      expect(added).toEqual(plans.map((plan, at) => ({ number: NUMBERS[at], ...aChangeRequest(plan) })));
      const [first] = plans;
      await expect(
        open().write(({ changeRequests }) => changeRequests.addChangeRequest(aChangeRequest(first!))),
      ).rejects.toThrow(/exists already|UNIQUE/);
      const store = open();
      expect(await store.read((view) => view.changeRequests.changeRequest('CHG-000002'))).toEqual({
        revision: 1,
        value: added[1],
      });
      expect(await store.read((view) => view.changeRequests.changeRequestOf(plans[2]!.digest))).toEqual({
        revision: 1,
        value: added[2],
      });
      for (const number of ['CHG-000004', 'CHG-2', '2', 'nothing', '']) {
        expect(await store.read((view) => view.changeRequests.changeRequest(number))).toBeNull();
      }
      expect(await store.read((view) => view.changeRequests.changeRequestOf(digestOfText('none')))).toBeNull();
    });

    it('are one per plan that is open: where that has ended, another is the newest', async () => {
      const [first] = await addAll();
      const store = open();
      const [plan] = plans;
      if (plan === undefined || first === undefined) throw new Error('there are three');
      await store.write(({ changeRequests }) =>
        changeRequests.saveChangeRequest({ revision: 1, value: { ...first, state: 'rejected' } }),
      );
      const again = await store.write(({ changeRequests }) => changeRequests.addChangeRequest(aChangeRequest(plan)));
      expect(again.number).toBe('CHG-000004');
      expect(await store.read((view) => view.changeRequests.changeRequestOf(plan.digest))).toEqual({
        revision: 1,
        value: again,
      });
      await expect(
        store.write(({ changeRequests }) => changeRequests.addChangeRequest(aChangeRequest(plan))),
      ).rejects.toThrow(/exists already|UNIQUE/);
    });

    it('are saved by whoever read them last, and listed newest first', async () => {
      const [first, second, third] = await addAll();
      const store = open();
      const save = (revision: number, title: string) =>
        store.write((change) => change.changeRequests.saveChangeRequest({ revision, value: { ...second!, title } }));
      expect(await Promise.all([save(1, 'mine'), save(1, 'yours')])).toEqual([true, false]);
      expect(await save(2, 'mine again')).toBe(true);
      const pages = await byPages((page) => store.read((view) => view.changeRequests.changeRequests(page)), 2);
      expect(pages).toEqual([[third, { ...second, title: 'mine again' }], [first]]);
    });

    it('are open until they are rejected or closed', async () => {
      const [first, second, third] = await addAll();
      const store = open();
      const states = async () => {
        const standing = await store.read((view) => view.changeRequests.openChangeRequests());
        return standing.map(({ value }) => value.number);
      };
      expect(await states()).toEqual(NUMBERS);
      await store.write(async ({ changeRequests }) => {
        await changeRequests.saveChangeRequest({ revision: 1, value: { ...first!, state: 'closed' } });
        await changeRequests.saveChangeRequest({ revision: 1, value: { ...second!, state: 'rejected' } });
        await changeRequests.saveChangeRequest({ revision: 1, value: { ...third!, state: 'approved' } });
      });
      expect(await states()).toEqual(['CHG-000003']);
    });
  });
};
