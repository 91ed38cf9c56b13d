import type { EndedSessions, Session, StoreAccess } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import { pageByText } from './pages.ts';
import type { Transaction } from './transaction.ts';

export const accountsOn = (
  transaction: Transaction,
): Pick<StoreAccess, 'putAccount' | 'account' | 'accounts' | 'addSession' | 'session' | 'endSessions'> => ({
  async putAccount(account) {
    transaction.changing.accounts.set(account.name, copyOf(account));
  },
  async account(name) {
    return transaction.reading.accounts.get(name) ?? null;
  },
  async accounts(request) {
    return pageByText(transaction.reading.accounts.byKey(), request, ({ name }) => name);
  },
  async addSession(session) {
    transaction.changing.sessions.add(session.secretDigest, copyOf(session));
  },
  async session(secretDigest) {
    return transaction.reading.sessions.get(secretDigest) ?? null;
  },
  async endSessions(which) {
    const { sessions } = transaction.changing;
    for (const session of sessions.byKey()) if (isOneOf(which, session)) sessions.delete(session.secretDigest);
  },
});

const isOneOf = (which: EndedSessions, session: Session): boolean => {
  if ('secretDigest' in which) return session.secretDigest === which.secretDigest;
  if ('account' in which) return session.account === which.account;
  return session.expiresAt <= which.expiredBy;
};
