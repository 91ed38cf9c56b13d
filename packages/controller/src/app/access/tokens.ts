// API tokens: made for a person or program, shown once, revoked by id.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { type ApiToken, mapPage, type Page, type PageRequest, type Role } from '../../ports/index.ts';
import type { App } from '../context.ts';
import type { Actor } from './actor.ts';
import { secretDigest } from './secret.ts';

export interface TokenWish {
  readonly person: string;
  readonly roles: readonly Role[];
  readonly teams: readonly string[];
  /** `null`: until it is revoked. */
  readonly expiresAt: Instant | null;
}

/** What may be shown of a token at any time. */
export type TokenInfo = Omit<ApiToken, 'secretDigest'>;

export interface MadeToken {
  readonly info: TokenInfo;
  /** Shown this once: only its digest is kept. */
  readonly secret: string;
}

/** By these the audit tells what nobody did; whoever bore one would be taken for it, and for nobody where a rule asks who asked. */
export const OURS: ReadonlySet<string> = new Set(['slipway', 'policy', 'schedule', 'restore', 'nobody', 'foreign']);

export const createToken = async (app: App, actor: Actor, wish: TokenWish): Promise<Outcome<MadeToken>> => {
  const { clock, ids, sha256, store } = app.ports;
  const now = clock.now();
  if (wish.roles.length === 0) return refuse('input-invalid', { what: 'token', detail: 'it needs at least one role' });
  if (OURS.has(wish.person.toLowerCase())) {
    return refuse('input-invalid', { what: 'token', detail: `"${wish.person}" is what Slipway calls itself` });
  }
  if (wish.expiresAt !== null && wish.expiresAt <= now) {
    return refuse('input-invalid', { what: 'token', detail: 'its end lies in the past' });
  }
  const secret = ids.secret();
  const info: TokenInfo = { tokenId: ids.named('token'), ...wish, createdAt: now, revokedAt: null };
  await store.write(async ({ access }) => {
    await access.addToken({ ...info, secretDigest: secretDigest(secret, sha256) });
    await access.addAuditEvent({
      at: now,
      who: actor.person,
      action: 'token.create',
      object: info.tokenId,
      facts: { person: wish.person, roles: wish.roles.join(','), teams: wish.teams.join(',') },
    });
  });
  return ok({ info, secret });
};

export const revokeToken = async (app: App, actor: Actor, tokenId: string): Promise<Outcome<void>> => {
  const at = app.ports.clock.now();
  return await app.ports.store.write(async ({ access }): Promise<Outcome<void>> => {
    if (!(await access.revokeToken(tokenId, at))) return refuse('not-found', { what: 'token', id: tokenId });
    await access.addAuditEvent({ at, who: actor.person, action: 'token.revoke', object: tokenId, facts: {} });
    return ok(undefined);
  });
};

export const listTokens = async (app: App, page: PageRequest): Promise<Page<TokenInfo>> => {
  const found = await app.ports.store.read(async ({ access }) => await access.tokens(page));
  return mapPage(found, infoOf);
};

/** Field by field: what a later version adds to a token is not shown until somebody says so. */
const infoOf = ({ tokenId, person, roles, teams, createdAt, expiresAt, revokedAt }: ApiToken): TokenInfo => ({
  tokenId,
  person,
  roles,
  teams,
  createdAt,
  expiresAt,
  revokedAt,
});
