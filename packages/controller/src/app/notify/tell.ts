// Writes down what is to be told, in the writer's own transaction: either it happened and is told, or neither.

import {
  FLOOD_MINUTES,
  FLOOD_NOTICES,
  type Route,
  routesOf,
  type Sending,
  sendingFor,
  wordingFor,
} from '@slipway/core/notice';
import type { Contact, Policy } from '@slipway/core/policy';
import { addMs } from '@slipway/core/time';
import type { Delivery, OutboxEvent, StoreView } from '../../ports/index.ts';

/** It stands in a mail's message id and in a header. */
const EVENT_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,300}$/;
const MINUTE_MS = 60_000;

/**
 * `false`: it was told already under this id. `to`: these audiences and nobody else hear of it, whatever policy's contacts
 * say. Whoever calls it gives the hint `notify` after the write.
 */
export const tell = async (
  change: StoreView,
  event: OutboxEvent,
  to: readonly string[] | null = null,
): Promise<boolean> => {
  // Most of what is derived again and again was told before: one look by its id is all that costs.
  if ((await change.outbox.event(checked(event.eventId))) !== null) return false;
  const deliveries: Delivery[] = [];
  for (const route of await routes(change, event, to)) {
    // Who is named is a program that waits for this very event: a flood of others must not fold it into a message of many.
    deliveries.push(to === null ? await deliveryOf(change, event, route) : alone(event, route));
  }
  return await change.outbox.addEvent(event, deliveries);
};

/**
 * Tells it to whoever was told one of these events, in the way in which that went, whatever contacts say by now: it takes back, or
 * puts right, what they believe by it. To nobody else.
 */
export const tellThoseTold = async (
  change: StoreView,
  event: OutboxEvent,
  eventIds: readonly string[],
): Promise<boolean> => {
  if ((await change.outbox.event(checked(event.eventId))) !== null) return false;
  const contacts = await contactsIn(change);
  const audiences = new Set((await change.outbox.audiences()).map(({ name }) => name));
  const routed = new Map<string, Route>();
  for (const eventId of eventIds) {
    for (const { audience, contact = null, state } of await change.outbox.deliveriesOf(eventId)) {
      if (state === 'given-up' || !audiences.has(audience)) continue;
      const minutes = contacts.find((one) => one.name === contact && one.audience === audience)?.digestMinutes;
      routed.set(audience, { audience, contact, digestMinutes: minutes ?? null });
    }
  }
  const deliveries: Delivery[] = [];
  for (const route of routed.values()) deliveries.push(await deliveryOf(change, event, route));
  return await change.outbox.addEvent(event, deliveries);
};

const checked = (eventId: string): string => {
  if (!EVENT_ID.test(eventId)) throw new Error(`not an event id: ${eventId}`);
  return eventId;
};

type SaidOfNotices = Pick<Policy, 'contacts' | 'templates'>;

/** Of each write: a hundred hosts that fail at once are told by one reading of the policy. */
const policiesRead = new WeakMap<StoreView, SaidOfNotices>();

const policyIn = async (view: StoreView): Promise<SaidOfNotices> => {
  const said = policiesRead.get(view) ?? (await view.plans.policy())?.value ?? {};
  policiesRead.set(view, said);
  return said;
};

const contactsIn = async (view: StoreView): Promise<readonly Contact[]> => (await policyIn(view)).contacts ?? [];

const routes = async (view: StoreView, event: OutboxEvent, to: readonly string[] | null): Promise<readonly Route[]> => {
  const audiences = (await view.outbox.audiences()).map(({ name }) => name);
  if (audiences.length === 0) return [];
  if (to !== null)
    return routesOf(
      event,
      audiences.filter((name) => to.includes(name)),
    );
  return routesOf(event, audiences, await contactsIn(view));
};

const alone = (
  { eventId, at }: Pick<OutboxEvent, 'eventId' | 'at'>,
  { audience, contact }: Pick<Route, 'audience' | 'contact'>,
): Delivery => ({
  eventId,
  audience,
  contact,
  attempts: 0,
  state: 'waiting',
  nextTryAt: at,
  lastReason: null,
  addedAt: at,
});

const deliveryOf = async (view: StoreView, { eventId, at, kind }: OutboxEvent, route: Route): Promise<Delivery> => {
  const { outbox } = view;
  const { audience, contact, digestMinutes } = route;
  const wording = wordingFor((await policyIn(view)).templates ?? [], { kind, audience });
  const open = await outbox.openDigest(audience, digestMinutes === null ? null : contact);
  const lately = await outbox.countLately(audience, addMs(at, -FLOOD_MINUTES * MINUTE_MS), FLOOD_NOTICES);
  const sending = sendingFor(route, { open, lately, now: at });
  return {
    ...alone({ eventId, at }, { audience, contact }),
    ...deliveryBy(sending, { eventId, audience, at, asked: digestMinutes !== null }),
    ...(wording === null ? {} : { wording }),
  };
};

const deliveryBy = (
  sending: Sending,
  {
    eventId,
    audience,
    at,
    asked,
  }: Pick<Delivery, 'eventId' | 'audience'> & {
    readonly at: OutboxEvent['at'];
    readonly asked: boolean;
  },
): Pick<Delivery, 'nextTryAt' | 'digest'> => {
  switch (sending.kind) {
    case 'alone':
      return { nextTryAt: at };
    case 'joins': {
      const digest = { digestId: sending.digestId, why: asked ? 'asked' : 'flood', sealed: false } as const;
      return { nextTryAt: sending.sendsAt, digest };
    }
    case 'opens':
      // Named after the notice that opened it: only that one did.
      return {
        nextTryAt: sending.sendsAt,
        digest: { digestId: `digest.${eventId}.${audience}`, why: sending.why, sealed: false },
      };
    default:
      return sending satisfies never;
  }
};
