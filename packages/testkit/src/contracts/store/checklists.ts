import type { Store } from '@slipway/controller/ports';
import { addSeconds } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { digestOfText, THE_MORNING } from '../../builders/index.ts';
import { aChecklistLook, aPlanChecklist } from '../../store-rows/index.ts';

export const checklistContract = (open: () => Store): void => {
  describe('checklists', () => {
    const first = aPlanChecklist();
    const second = aPlanChecklist({ planDigest: digestOfText('second'), until: addSeconds(THE_MORNING, 60) });

    it('keep what their plan was made with, whatever comes later', async () => {
      await open().write(({ checklists }) => checklists.addChecklist(first));
      await open().write(({ checklists }) => checklists.addChecklist({ ...first, items: [] }));
      expect(await open().read(({ checklists }) => checklists.checklist(first.planDigest))).toEqual({
        ...first,
        look: null,
      });
      expect(await open().read(({ checklists }) => checklists.checklist(second.planDigest))).toBeNull();
    });

    it('puts another one in the place of the one that a plan has, whose look falls away', async () => {
      const other = { ...first, items: [], changedAt: THE_MORNING, until: addSeconds(first.until, 5) };
      await open().write(async ({ checklists }) => {
        await checklists.addChecklist(first);
        await checklists.saveLook(first.planDigest, aChecklistLook());
        await checklists.replaceChecklist(other);
        await checklists.replaceChecklist(second);
      });
      const of = (one: typeof first) => open().read(({ checklists }) => checklists.checklist(one.planDigest));
      expect([await of(first), await of(second)]).toEqual([{ ...other, look: null }, null]);
      expect(await open().read(({ checklists }) => checklists.openChecklists(first.until))).toHaveLength(1);
    });

    it('are open until theirs is over', async () => {
      await open().write(async ({ checklists }) => {
        for (const checklist of [second, first]) await checklists.addChecklist(checklist);
      });
      const openAt = (seconds: number) =>
        open().read(async ({ checklists }) => {
          const found = await checklists.openChecklists(addSeconds(THE_MORNING, seconds));
          return found.map(({ planDigest }) => planDigest);
        });
      expect(await openAt(-1)).toEqual([second.planDigest, first.planDigest]);
      expect(await openAt(0)).toEqual([second.planDigest]);
      expect(await openAt(60)).toEqual([]);
    });

    it('know the newest look', async () => {
      const look = aChecklistLook({ at: addSeconds(THE_MORNING, 5) });
      await open().write(async ({ checklists }) => {
        await checklists.addChecklist(first);
        await checklists.saveLook(first.planDigest, aChecklistLook());
        await checklists.saveLook(first.planDigest, look);
        await checklists.saveLook(second.planDigest, look);
      });
      expect(await open().read(({ checklists }) => checklists.openChecklists(addSeconds(THE_MORNING, -1)))).toEqual([
        { ...first, look },
      ]);
    });
  });
};
