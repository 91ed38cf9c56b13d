// What people are told: who they are, what happened, and how far each telling has come. An event and its deliveries are
// written in the transaction that makes it true, and kept until it is forgotten whole, long after it was told.

import type { HostId } from '@slipway/core/ids';
import type { ContentOf, DigestWhy, NoticeKind, NoticeWording, OpenDigest } from '@slipway/core/notice';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { Page, PageRequest } from './store-values.ts';

/**
 * Who is told. `key` signs what a webhook is sent. Whoever knows the address of a chat may write into it: it is kept like a
 * key, and shown to nobody.
 */
export type Audience =
  | { readonly name: string; readonly kind: 'webhook'; readonly url: string; readonly key: string }
  | { readonly name: string; readonly kind: 'mail'; readonly to: readonly string[] }
  /** `slack` is Mattermost's form too. */
  | { readonly name: string; readonly kind: 'slack' | 'teams'; readonly url: string };

/** Told until it was taken, always under the same id. */
export type OutboxEvent = { readonly [Kind in NoticeKind]: EventOf<Kind> }[NoticeKind];

export interface EventOf<Kind extends NoticeKind> {
  /** Made of what it is about where looking again must not tell it again. */
  readonly eventId: string;
  readonly at: Instant;
  readonly kind: Kind;
  readonly content: ContentOf<Kind>;
  /** Absent: of none in particular. */
  readonly environments?: readonly string[];
  /** Whoever asks later what was told of it, asks by this. */
  readonly about?: string;
  /** Whom it is about, all of them, for whoever asks later; not told. Absent: the content says it. */
  readonly hosts?: readonly HostId[];
}

export interface Delivery {
  readonly eventId: string;
  readonly audience: string;
  readonly attempts: number;
  readonly state: 'waiting' | 'delivered' | 'given-up';
  readonly nextTryAt: Instant;
  readonly lastReason: Reason | null;
  /** Once it was taken. Absent in those of earlier versions, as the next one is. */
  readonly deliveredAt?: Instant;
  readonly addedAt?: Instant;
  /** Of policy, by name, that says the audience hears of it. */
  readonly contact?: string | null;
  /** The message that it is part of; absent: it is one of its own, under the event's id. */
  readonly digest?: DeliveryDigest;
  /** The words of the house, as policy had them when it was told; absent: the default text. */
  readonly wording?: NoticeWording;
}

export interface DeliveryDigest {
  readonly digestId: string;
  readonly why: DigestWhy;
  /** From its first attempt on nothing joins it any more: under one id the same is told each time. */
  readonly sealed: boolean;
}

export interface StoreOutbox {
  putAudience(audience: Audience): Promise<void>;
  /** `false`: there was none. What it was still to be told is given up. */
  removeAudience(name: string): Promise<boolean>;
  /** By name. */
  audiences(): Promise<readonly Audience[]>;

  /** `false`: an event of this id was told already, and nothing is added. */
  addEvent(event: OutboxEvent, deliveries: readonly Delivery[]): Promise<boolean>;
  event(eventId: string): Promise<OutboxEvent | null>;
  /** Newest first. */
  events(page: PageRequest): Promise<Page<OutboxEvent>>;
  /**
   * Forgets events of before that instant, with their deliveries, the oldest first and at most so many; none that somebody is still
   * to be told. Answers how many.
   */
  forgetEvents(before: Instant, limit: number): Promise<number>;
  /** Newest first, at most so many. */
  eventsAbout(about: string, limit: number): Promise<readonly OutboxEvent[]>;

  /** To this audience, in state `waiting` and due, the longest due first. */
  dueDeliveries(audience: string, now: Instant, limit: number): Promise<readonly Delivery[]>;
  nextDeliveryAt(): Promise<Instant | null>;
  /** One that was never added is left alone. */
  saveDelivery(delivery: Delivery): Promise<void>;
  /** By audience. */
  deliveriesOf(eventId: string): Promise<readonly Delivery[]>;
  /** In the order of their events. */
  deliveriesOfDigest(digestId: string): Promise<readonly Delivery[]>;
  /** The newest of this audience and contact (`null`: of a flood) that is not sealed. */
  openDigest(audience: string, contact: string | null): Promise<OpenDigest | null>;
  /** Added since then and in no digest that a contact asks for; counting ends at the limit. */
  countLately(audience: string, since: Instant, limit: number): Promise<number>;
}
