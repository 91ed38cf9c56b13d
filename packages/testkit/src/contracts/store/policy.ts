import type { Store } from '@slipway/controller/ports';
import type { Policy } from '@slipway/core/policy';
import { describe, expect, it } from 'vitest';
import { anEnvironment, aPolicy, THE_MORNING } from '../../builders/index.ts';

export const policyContract = (open: () => Store): void => {
  describe('policy', () => {
    const save = (revision: number, value: Policy) =>
      open().write((change) => change.plans.savePolicy({ revision, value }, 'ada', THE_MORNING));
    const saved = (revision: number, policy: Policy) => ({ revision, policy, by: 'ada', at: THE_MORNING });
    const first = aPolicy();
    const second = aPolicy({ environments: [anEnvironment({ name: 'prod', scope: 'all' })] });

    it('keeps every revision, the newest in force', async () => {
      expect(await open().read((view) => view.plans.policy())).toBeNull();
      expect(await save(0, first)).toBe(true);
      expect(await save(1, second)).toBe(true);
      expect(await open().read((view) => view.plans.policy())).toEqual({ revision: 2, value: second });
      expect(await open().read((view) => view.plans.policyRevision(1))).toEqual(saved(1, first));
      expect(await open().read((view) => view.plans.policyRevision(2))).toEqual(saved(2, second));
      for (const revision of [0, 3, -1]) {
        expect(await open().read((view) => view.plans.policyRevision(revision))).toBeNull();
      }
    });

    it('lists the revisions, newest first, page by page', async () => {
      const page = (after: string | null) => open().read((view) => view.plans.policyRevisions({ after, limit: 2 }));
      expect(await page(null)).toEqual({ items: [], next: null });
      for (const [revision, value] of [first, second, first].entries()) await save(revision, value);
      const newest = await page(null);
      expect(newest.items).toEqual([saved(3, first), saved(2, second)]);
      expect(await page(newest.next)).toEqual({ items: [saved(1, first)], next: null });
    });

    it('refuses a change that was made from an older revision', async () => {
      expect(await save(1, first)).toBe(false);
      expect(await Promise.all([save(0, first), save(0, second)])).toEqual([true, false]);
      expect(await save(0, second)).toBe(false);
      expect(await save(2, second)).toBe(false);
      expect(await open().read((view) => view.plans.policy())).toEqual({ revision: 1, value: first });
    });
  });
};
