// From the secret of an API token to who asks.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { isBefore } from '@slipway/core/time';
import type { App } from '../context.ts';
import type { Actor } from './actor.ts';
import { secretDigest } from './secret.ts';

export const authenticate = async (app: App, secret: string): Promise<Outcome<Actor>> => {
  const digest = secretDigest(secret, app.ports.sha256);
  const token = await app.ports.store.read(async ({ access }) => await access.tokenByDigest(digest));
  if (token === null || token.revokedAt !== null) return refuse('api-token-unknown');
  if (token.expiresAt !== null && !isBefore(app.ports.clock.now(), token.expiresAt)) return refuse('api-token-unknown');
  const { person, roles, teams } = token;
  return ok({ person, roles, teams });
};
