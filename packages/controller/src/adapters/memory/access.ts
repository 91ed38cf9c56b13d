import { AUDIT_START, followingAuditEvent } from '@slipway/core/audit';
import { type AuditEvent, type AuditWanted, pageOf, readCursor, type StoreAccess } from '../../ports/index.ts';
import { accountsOn } from './accounts.ts';
import { copyOf, sha256 } from './copies.ts';
import { pageByText } from './pages.ts';
import { ONLY, type Transaction } from './transaction.ts';

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
    const { tokens, tokenIds } = transaction.changing;
    tokens.add(token.tokenId, copyOf(token));
    tokenIds.add(token.secretDigest, token.tokenId);
  },
  async tokenByDigest(secretDigest) {
    const { tokens, tokenIds } = transaction.reading;
    return tokens.get(tokenIds.get(secretDigest) ?? '') ?? null;
  },
  async tokens(request) {
    return pageByText(transaction.reading.tokens.byKey(), request, ({ tokenId }) => tokenId);
  },
  async revokeToken(tokenId, at) {
    const { tokens } = transaction.changing;
    const token = tokens.get(tokenId);
    if (token === undefined || token.revokedAt !== null) return false;
    tokens.set(tokenId, copyOf({ ...token, revokedAt: at }));
    return true;
  },
});

const enrolmentTokensOn = (
  transaction: Transaction,
): Pick<StoreAccess, 'addEnrolmentToken' | 'useEnrolmentToken' | 'enrolmentTokens' | 'revokeEnrolmentToken'> => ({
  async addEnrolmentToken(token) {
    transaction.changing.enrolmentTokens.add(token.secretDigest, copyOf(token));
  },
  async useEnrolmentToken(secretDigest, now) {
    const { enrolmentTokens } = transaction.changing;
    const token = enrolmentTokens.get(secretDigest);
    if (token === undefined || token.expiresAt <= now || token.usesLeft < 1) return null;
    if (token.revokedAt !== undefined) return null;
    const used = copyOf({ ...token, usesLeft: token.usesLeft - 1 });
    enrolmentTokens.set(secretDigest, used);
    return used;
  },
  async enrolmentTokens(request) {
    const tokens = [...transaction.reading.enrolmentTokens.byKey()];
    const byId = tokens.toSorted((a, b) => (a.tokenId < b.tokenId ? -1 : 1));
    return pageByText(byId, request, ({ tokenId }) => tokenId);
  },
  async revokeEnrolmentToken(tokenId, at) {
    const { enrolmentTokens } = transaction.changing;
    const token = [...enrolmentTokens.byKey()].find((one) => one.tokenId === tokenId);
    if (token === undefined || token.revokedAt !== undefined) return false;
    enrolmentTokens.set(token.secretDigest, copyOf({ ...token, revokedAt: at }));
    return true;
  },
});

const auditOn = (transaction: Transaction): Pick<StoreAccess, 'addAuditEvent' | 'auditEvents'> => ({
  async addAuditEvent(fact) {
    const { auditEvents } = transaction.changing;
    const event = copyOf(followingAuditEvent(auditEvents.of(ONLY).at(-1) ?? AUDIT_START, fact, sha256));
    auditEvents.append(ONLY, event);
    return event;
  },
  async auditEvents(request, wanted = {}) {
    const after = readCursor(request, 'number')?.[0] ?? null;
    const isNewestFirst = wanted.order === 'newest-first';
    const all = transaction.reading.auditEvents.of(ONLY).filter((event) => isWanted(event, wanted));
    const rows = (isNewestFirst ? all.toReversed() : all).filter(
      ({ sequence }) => after === null || (isNewestFirst ? sequence < after : sequence > after),
    );
    return pageOf(rows, request, ({ sequence }) => [sequence]);
  },
});

const isWanted = (event: AuditEvent, { who, action, object, from, until }: AuditWanted): boolean =>
  (who === undefined || event.who === who) &&
  (action === undefined || event.action === action || event.action.startsWith(`${action}.`)) &&
  (object === undefined || event.object.startsWith(object)) &&
  (from === undefined || event.at >= from) &&
  (until === undefined || event.at < until);

const settingsOn = (transaction: Transaction): Pick<StoreAccess, 'setting' | 'setSetting'> => ({
  async setting(name) {
    return transaction.reading.settings.get(name) ?? null;
  },
  async setSetting(name, value) {
    transaction.changing.settings.set(name, value);
  },
});
