import { type Account, mapPage, type Session, type StoreAccess } from '../ports/index.ts';
import { readDocument, writeDocument } from './documents.ts';
import { pageOver } from './pages.ts';
import type { Transaction } from './transaction.ts';

export const accountsOn = (
  transaction: Transaction,
): Pick<StoreAccess, 'putAccount' | 'account' | 'accounts' | 'addSession' | 'session' | 'endSessions'> => ({
  async putAccount(account) {
    const document = writeDocument(account);
    await transaction.changing
      .insertInto('account')
      .values({ name: account.name, document })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ document }))
      .execute();
  },
  async account(name) {
    const row = await accountRows(transaction).where('name', '=', name).executeTakeFirst();
    return row === undefined ? null : accountOf(row);
  },
  async accounts(request) {
    return mapPage(await pageOver(accountRows(transaction), request, { by: 'name', order: 'by-text' }), accountOf);
  },
  async addSession(session) {
    const { secretDigest, account, expiresAt } = session;
    const row = { secret_digest: secretDigest, account, expires_at: expiresAt, document: writeDocument(session) };
    await transaction.changing.insertInto('session').values(row).execute();
  },
  async session(secretDigest) {
    const row = await transaction.reading
      .selectFrom('session')
      .select('document')
      .where('secret_digest', '=', secretDigest)
      .executeTakeFirst();
    return row === undefined ? null : readDocument<Session>(row.document, 'session');
  },
  async endSessions(which) {
    const ending = transaction.changing.deleteFrom('session');
    if ('secretDigest' in which) await ending.where('secret_digest', '=', which.secretDigest).execute();
    else if ('account' in which) await ending.where('account', '=', which.account).execute();
    else await ending.where('expires_at', '<=', which.expiredBy).execute();
  },
});

const accountRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('account').select(['name', 'document']);

const accountOf = (row: { readonly document: string }): Account => readDocument<Account>(row.document, 'account');
