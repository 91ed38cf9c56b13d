// Guests: the systems that a host carries, what policy chooses for them while it is changed, in which order they go and
// come back, and which of them are hosts themselves.
// Not here: shutting one down (agent), when a carrier goes (plan, rollout).
// May import: ids, time.

export { byGuest, isSameGuest, startingOrder } from './order.ts';
export { guestRulesText, guestsText } from './text.ts';
export { type Carrier, carriedHosts, type GuestTie, tieGuests } from './ties.ts';
export type * from './types.ts';
