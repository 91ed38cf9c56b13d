import type { Store } from '@slipway/controller/ports';
import { addMs } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { digestOfText, THE_MORNING } from '../../builders/index.ts';
import { anAccount, aSession } from '../../store-rows/index.ts';
import { byPages } from './pages.ts';

export const accountsContract = (open: () => Store): void => {
  describe('accounts', () => {
    it('keeps one account of a name, lists them by it, and replaces it whole', async () => {
      const store = open();
      const accounts = ['cy', 'ada', 'ben'].map((name) => anAccount({ name }));
      await store.write(async ({ access }) => {
        for (const account of accounts) await access.putAccount(account);
      });
      const changed = anAccount({ name: 'ben', roles: [], passwordHash: null, disabledAt: THE_MORNING });
      await store.write(({ access }) => access.putAccount(changed));
      expect(await store.read(({ access }) => access.account('ben'))).toEqual(changed);
      expect(await store.read(({ access }) => access.account('dee'))).toBeNull();
      const pages = await byPages((request) => store.read(({ access }) => access.accounts(request)), 2);
      expect(pages).toEqual([[accounts[1], changed], [accounts[0]]]);
    });
  });

  describe('sessions', () => {
    const ada = aSession({ account: 'ada' });
    const again = aSession({ account: 'ada', secretDigest: digestOfText('again') });
    const ben = aSession({ account: 'ben', expiresAt: addMs(THE_MORNING, 1) });
    const filled = async (): Promise<Store> => {
      const store = open();
      await store.write(async ({ access }) => {
        for (const session of [ada, again, ben]) await access.addSession(session);
      });
      return store;
    };
    const left = async (store: Store) =>
      await store.read(async ({ access }) => {
        const found: boolean[] = [];
        for (const session of [ada, again, ben]) found.push((await access.session(session.secretDigest)) !== null);
        return found;
      });

    it('finds a session by the digest of its secret, and throws at a second with the same', async () => {
      const store = await filled();
      expect(await store.read(({ access }) => access.session(ada.secretDigest))).toEqual(ada);
      expect(await store.read(({ access }) => access.session(digestOfText('guessed')))).toBeNull();
      await expect(store.write(({ access }) => access.addSession(ada))).rejects.toThrow('exists already');
    });

    it.each([
      ['one', { secretDigest: ada.secretDigest }, [false, true, true]],
      ['all of an account', { account: 'ada' }, [false, false, true]],
      ['what has expired, to the instant', { expiredBy: ben.expiresAt }, [true, true, false]],
      ['nothing that is not there', { account: 'dee' }, [true, true, true]],
    ])('ends %s', async (_what, which, expected) => {
      const store = await filled();
      await store.write(({ access }) => access.endSessions(which));
      expect(await left(store)).toEqual(expected);
    });
  });
};
