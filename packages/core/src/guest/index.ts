// Guests: the systems that a host carries, what policy chooses for them while it is changed, and in which order they go and
// come back.
// Not here: shutting one down (agent), which guest is a host itself (carrying), when a carrier goes (plan).
// May import: ids, time.

export { byGuest, isSameGuest, startingOrder } from './order.ts';
export { guestRulesText, guestsText } from './text.ts';
export type * from './types.ts';
