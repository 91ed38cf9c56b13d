// A carrier that is updated: its guests, made here, are shut down or moved, and come back.
// Not here: which guests count against whom (core, simulator).
//
// May import: what a scenario may.
export { guestHost } from './guest-host.ts';
export { guestsOfCarrier } from './guests.ts';
