import { AUDIT_START, type AuditEvent, followingAuditEvent } from '@slipway/core/audit';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import {
  type ApiToken,
  type AuditWanted,
  type EnrolmentToken,
  mapPage,
  pageOf,
  readCursor,
  type StoreAccess,
} from '../ports/index.ts';
import { accountsOn } from './accounts.ts';
import { fieldOf } from './dialect.ts';
import { readDocument, sha256, writeDocument } from './documents.ts';
import { pageOver } from './pages.ts';
import type { Transaction } from './transaction.ts';

export const accessOn = (transaction: Transaction): StoreAccess => ({
  ...tokensOn(transaction),
  ...enrolmentTokensOn(transaction),
  ...accountsOn(transaction),
  ...auditOn(transaction),
  ...settingsOn(transaction),
});

const tokensOn = (
  transaction: Transaction,
): Pick<StoreAccess, 'addToken' | 'tokenByDigest' | 'tokens' | 'revokeToken'> => ({
  async addToken(token) {
    const row = { token_id: token.tokenId, secret_digest: token.secretDigest, document: writeDocument(token) };
    await transaction.changing.insertInto('api_token').values(row).execute();
  },
  async tokenByDigest(secretDigest) {
    const row = await tokenRows(transaction).where('secret_digest', '=', secretDigest).executeTakeFirst();
    return row === undefined ? null : tokenOf(row);
  },
  async tokens(request) {
    return mapPage(await pageOver(tokenRows(transaction), request, { by: 'token_id', order: 'by-text' }), tokenOf);
  },
  async revokeToken(tokenId, at) {
    const queries = transaction.changing;
    const row = await tokenRows(transaction).where('token_id', '=', tokenId).executeTakeFirst();
    if (row === undefined || tokenOf(row).revokedAt !== null) return false;
    const document = writeDocument({ ...tokenOf(row), revokedAt: at });
    await queries.updateTable('api_token').set({ document }).where('token_id', '=', tokenId).execute();
    return true;
  },
});

const tokenRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('api_token').select(['token_id', 'document']);

const tokenOf = (row: { readonly document: string }): ApiToken => readDocument<ApiToken>(row.document, 'API token');

const enrolmentTokensOn = (
  transaction: Transaction,
): Pick<StoreAccess, 'addEnrolmentToken' | 'useEnrolmentToken' | 'enrolmentTokens' | 'revokeEnrolmentToken'> => ({
  async addEnrolmentToken(token) {
    const row = { secret_digest: token.secretDigest, document: writeDocument(token) };
    await transaction.changing.insertInto('enrolment_token').values(row).execute();
  },
  async useEnrolmentToken(secretDigest, now) {
    const queries = transaction.changing;
    const row = await queries
      .selectFrom('enrolment_token')
      .select('document')
      .where('secret_digest', '=', secretDigest)
      .executeTakeFirst();
    if (row === undefined) return null;
    const token = readDocument<EnrolmentToken>(row.document, 'enrolment token');
    if (token.expiresAt <= now || token.usesLeft < 1 || token.revokedAt !== undefined) return null;
    const used = { ...token, usesLeft: token.usesLeft - 1 };
    const document = writeDocument(used);
    await queries.updateTable('enrolment_token').set({ document }).where('secret_digest', '=', secretDigest).execute();
    return used;
  },
  async enrolmentTokens(request) {
    const after = readCursor(request, 'text');
    const rows = await enrolmentTokenRows(transaction)
      .$if(after !== null, (query) => query.where(TOKEN_ID, '>', after?.[0] ?? ''))
      .orderBy(TOKEN_ID)
      .limit(request.limit + 1)
      .execute();
    return pageOf(rows.map(enrolmentTokenOf), request, ({ tokenId }) => [tokenId]);
  },
  async revokeEnrolmentToken(tokenId, at) {
    const queries = transaction.changing;
    const row = await enrolmentTokenRows(transaction).where(TOKEN_ID, '=', tokenId).executeTakeFirst();
    const token = row === undefined ? null : enrolmentTokenOf(row);
    if (token === null || token.revokedAt !== undefined) return false;
    const document = writeDocument({ ...token, revokedAt: at });
    const { secretDigest } = token;
    await queries.updateTable('enrolment_token').set({ document }).where('secret_digest', '=', secretDigest).execute();
    return true;
  },
});

/** No column of its own: there are a few hundred of them, and only people ask by it. */
const TOKEN_ID = fieldOf('document', 'tokenId');

const enrolmentTokenRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('enrolment_token').select('document');

const enrolmentTokenOf = (row: { readonly document: string }): EnrolmentToken =>
  readDocument<EnrolmentToken>(row.document, 'enrolment token');

const auditOn = (transaction: Transaction): Pick<StoreAccess, 'addAuditEvent' | 'auditEvents'> => ({
  async addAuditEvent(fact) {
    const queries = transaction.changing;
    const last = await auditRows(transaction).orderBy('sequence', 'desc').limit(1).executeTakeFirst();
    const event = followingAuditEvent(last === undefined ? AUDIT_START : auditEventOf(last), fact, sha256);
    const row = { sequence: event.sequence, document: writeDocument(event) };
    await queries.insertInto('audit_event').values(row).execute();
    return event;
  },
  async auditEvents(request, wanted = {}) {
    const rows = wantedOf(wanted).reduce((query, holds) => query.where(holds), auditRows(transaction));
    return mapPage(
      await pageOver(rows, request, { by: 'sequence', order: wanted.order ?? 'oldest-first' }),
      auditEventOf,
    );
  },
});

/** No columns of their own: the chain is walked from the end that is asked for, a hundred thousand events in a blink. */
const wantedOf = ({ who, action, object, from, until }: AuditWanted): readonly RawBuilder<SqlBool>[] => {
  const field = (name: keyof AuditEvent) => fieldOf('document', name);
  const begins = (text: RawBuilder<string>, start: string) =>
    sql<SqlBool>`substr(${text}, 1, length(cast(${start} as text))) = ${start}`;
  return [
    ...(who === undefined ? [] : [sql<SqlBool>`${field('who')} = ${who}`]),
    ...(action === undefined
      ? []
      : [sql<SqlBool>`(${field('action')} = ${action} or ${begins(field('action'), `${action}.`)})`]),
    ...(object === undefined ? [] : [begins(field('object'), object)]),
    ...(from === undefined ? [] : [sql<SqlBool>`${field('at')} >= ${from}`]),
    ...(until === undefined ? [] : [sql<SqlBool>`${field('at')} < ${until}`]),
  ];
};

const auditRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('audit_event').select(['sequence', 'document']);

const auditEventOf = (row: { readonly document: string }): AuditEvent =>
  readDocument<AuditEvent>(row.document, 'audit event');

const settingsOn = (transaction: Transaction): Pick<StoreAccess, 'setting' | 'setSetting'> => ({
  async setting(name) {
    const row = await transaction.reading
      .selectFrom('setting')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirst();
    return row?.value ?? null;
  },
  async setSetting(name, value) {
    await transaction.changing
      .insertInto('setting')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  },
});
