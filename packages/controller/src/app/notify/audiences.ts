// Who is told: webhooks, mail addresses and chats, added and removed by an administrator.

import { isIdentifier } from '@slipway/core/ids';
import { type Outcome, ok, type Reason, refuse } from '@slipway/core/reasons';
import type { Audience } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { testLetter } from './letters.ts';

export type AudienceWish =
  | { readonly name: string; readonly kind: 'webhook' | 'slack' | 'teams'; readonly url: string }
  | { readonly name: string; readonly kind: 'mail'; readonly to: readonly string[] };

/** Without its key; of a chat's address only where it is. */
export type AudienceShown = AudienceWish;

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
): Promise<Outcome<{ readonly audience: AudienceShown; readonly key: string | null }>> => {
  const { clock, ids, store } = app.ports;
  const problem = wishProblem(wish);
  if (problem !== null) return refuse('input-invalid', { what: 'audience', detail: problem });
  const key = wish.kind === 'webhook' ? ids.secret() : null;
  const audience = audienceOf(wish, key ?? '');
  const shown = shownOf(audience);
  return await store.write(async ({ access, outbox }) => {
    if ((await outbox.audiences()).some(({ name }) => name === wish.name)) {
      return refuse('name-taken', { what: 'audience', id: wish.name });
    }
    await outbox.putAudience(audience);
    const facts = { kind: shown.kind, to: shown.kind === 'mail' ? shown.to.join(' ') : hidden(shown.url) };
    const at = clock.now();
    await access.addAuditEvent({ at, who: actor.person, action: 'audience.add', object: wish.name, facts });
    return ok({ audience: shown, key });
  });
};

export const removeAudience = async (app: App, actor: Actor, name: string): Promise<Outcome<void>> =>
  await app.ports.store.write(async ({ access, outbox }) => {
    if (!(await outbox.removeAudience(name))) return refuse('not-found', { what: 'audience', id: name });
    const at = app.ports.clock.now();
    await access.addAuditEvent({ at, who: actor.person, action: 'audience.remove', object: name, facts: {} });
    return ok(undefined);
  });

export const listAudiences = async (app: App): Promise<readonly AudienceShown[]> =>
  (await app.ports.store.read(async ({ outbox }) => await outbox.audiences())).map(shownOf);

/** Sends a message now, once, and says what became of it. Whoever is asked to repeat it asks again. */
export const testAudience = async (
  app: App,
  actor: Actor,
  name: string,
): Promise<Outcome<{ readonly taken: boolean; readonly reason: Reason | null }>> => {
  const { clock, ids, notify, store } = app.ports;
  const found = await store.read(async ({ outbox }) =>
    (await outbox.audiences()).find((audience) => audience.name === name),
  );
  if (found === undefined) return refuse('not-found', { what: 'audience', id: name });
  const told = await notify.deliver(found, testLetter(ids.named('test'), clock.now(), actor.person));
  const facts = { taken: told.ok ? 'yes' : told.reason.code };
  await store.write(async ({ access }) => {
    const at = clock.now();
    await access.addAuditEvent({ at, who: actor.person, action: 'audience.test', object: name, facts });
  });
  return ok({ taken: told.ok, reason: told.ok ? null : told.reason });
};

const audienceOf = (wish: AudienceWish, key: string): Audience =>
  wish.kind === 'webhook' ? { name: wish.name, kind: wish.kind, url: wish.url, key } : (wish as Audience);

const shownOf = (audience: Audience): AudienceShown => {
  const { name, kind } = audience;
  switch (kind) {
    case 'mail':
      return audience;
    case 'webhook':
      return { name, kind, url: audience.url };
    case 'slack':
    case 'teams':
      // Who knows the rest may write there.
      return { name, kind, url: hidden(audience.url) };
    default:
      return kind satisfies never;
  }
};

/** Path and query of an address may be all that it takes to write there, and an audit event is for everybody, for ever. */
const hidden = (url: string): string => `${new URL(url).origin}/…`;

const wishProblem = (wish: AudienceWish): string | null => {
  if (!isIdentifier(wish.name)) return 'its name is not 1 to 63 characters of a-z, 0-9 and -';
  if (wish.kind !== 'mail') {
    const isSound = wish.url.length <= URL_LENGTH_MAX && WEBHOOK.test(wish.url) && URL.canParse(wish.url);
    return isSound ? null : 'its address is not https:';
  }
  if (wish.to.length < 1 || wish.to.length > ADDRESSES_MAX) return `it has not 1 to ${ADDRESSES_MAX} addresses`;
  const wrong = wish.to.find((address) => address.length > ADDRESS_LENGTH_MAX || !ADDRESS.test(address));
  return wrong === undefined ? null : `"${wrong}" is not a mail address`;
};
