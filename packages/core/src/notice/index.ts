// Notice: what people are told of an event, who hears of it, and when several become one message.
// One template per kind, typed by what the event carries: the table says both, so that nothing can be left out of one.
// Not here: keeping events and trying to deliver them (controller's app/notify), the forms of mail and chats (its adapters).
// May import: ids, time, reasons, calendar, policy, step.

export type * from './about-approvals.ts';
export type * from './about-change-requests.ts';
export type * from './about-exceptions.ts';
export type * from './about-feeds.ts';
export type * from './about-gates.ts';
export type * from './about-hosts.ts';
export type * from './about-promotion.ts';
export type * from './about-rollouts.ts';
export type * from './about-updates.ts';
export type * from './about-windows.ts';
export { type AnnouncementDue, announcementsDue, nextAnnouncementAt } from './announcing.ts';
export { believedOf, hostsCalledOff, type ToldOfWindow, unknownHosts } from './believed.ts';
export { composeDigest, composeNotice, type DigestWhy } from './compose.ts';
export {
  DIGEST_NOTICES_MAX,
  FLOOD_MINUTES,
  FLOOD_NOTICES,
  type OpenDigest,
  type Sending,
  sendingFor,
} from './digest.ts';
export { type Route, routesOf } from './routes.ts';
export { type ContentOf, type NoticeKind, TEMPLATES } from './table.ts';
export { shownInstant } from './template.ts';
export type { NoticeText, NoticeWording } from './told.ts';
export { wordingFor } from './wording.ts';
