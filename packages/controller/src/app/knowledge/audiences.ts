// Who is told: webhooks and mail addresses, added and removed by an administrator.

import { isIdentifier } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Audience } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';

export type AudienceWish =
  | { readonly name: string; readonly kind: 'webhook'; readonly url: string }
  | { readonly name: string; readonly kind: 'mail'; readonly to: readonly string[] };

const ADDRESSES_MAX = 50;
const ADDRESS_LENGTH_MAX = 254;
/** One address and nothing else: no line that could become a header, no list. */
const ADDRESS = /^[^\s<>,;:"()]+@[^\s<>,;:"()@]+$/;
const URL_LENGTH_MAX = 2000;
/** Loopback for a receiver on the controller's own host; everything else is encrypted. */
const WEBHOOK = /^(?:https:\/\/[^\s/?#@]+|http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?)(?:[/?#]\S*)?$/;

/** The key is shown once, by whoever added the webhook: the receiver verifies its messages with it. */
export const addAudience = async (
  app: App,
  actor: Actor,
  wish: AudienceWish,
): Promise<Outcome<{ readonly audience: AudienceWish; readonly key: string | null }>> => {
  const { clock, ids, store } = app.ports;
  const problem = wishProblem(wish);
  if (problem !== null) return refuse('input-invalid', { what: 'audience', detail: problem });
  const key = wish.kind === 'webhook' ? ids.secret() : null;
  const audience: Audience = wish.kind === 'webhook' ? { ...wish, key: key ?? '' } : wish;
  return await store.write(async ({ access, knowledge }) => {
    if ((await knowledge.audiences()).some(({ name }) => name === wish.name)) {
      return refuse('name-taken', { what: 'audience', id: wish.name });
    }
    await knowledge.putAudience(audience);
    const facts = { kind: wish.kind, to: wish.kind === 'webhook' ? wish.url : wish.to.join(' ') };
    const at = clock.now();
    await access.addAuditEvent({ at, who: actor.person, action: 'audience.add', object: wish.name, facts });
    return ok({ audience: wish, key });
  });
};

export const removeAudience = async (app: App, actor: Actor, name: string): Promise<Outcome<void>> =>
  await app.ports.store.write(async ({ access, knowledge }) => {
    if (!(await knowledge.removeAudience(name))) return refuse('not-found', { what: 'audience', id: name });
    const at = app.ports.clock.now();
    await access.addAuditEvent({ at, who: actor.person, action: 'audience.remove', object: name, facts: {} });
    return ok(undefined);
  });

/** Without their keys. */
export const listAudiences = async (app: App): Promise<readonly AudienceWish[]> =>
  (await app.ports.store.read(async ({ knowledge }) => await knowledge.audiences())).map((audience) =>
    audience.kind === 'mail' ? audience : { name: audience.name, kind: audience.kind, url: audience.url },
  );

const wishProblem = (wish: AudienceWish): string | null => {
  if (!isIdentifier(wish.name)) return 'its name is not 1 to 63 characters of a-z, 0-9 and -';
  if (wish.kind === 'webhook') {
    return wish.url.length <= URL_LENGTH_MAX && WEBHOOK.test(wish.url) ? null : 'its address is not https:';
  }
  if (wish.to.length < 1 || wish.to.length > ADDRESSES_MAX) return `it has not 1 to ${ADDRESSES_MAX} addresses`;
  const wrong = wish.to.find((address) => address.length > ADDRESS_LENGTH_MAX || !ADDRESS.test(address));
  return wrong === undefined ? null : `"${wrong}" is not a mail address`;
};
