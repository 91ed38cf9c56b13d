// Returning: hosts that missed their window, where policy wants them patched when they are back (`missedWindow: on-return`),
// kept from their service until then where it wants that (`isolate-first`, docs/adr/0030). Each gets a plan of its own, for
// any time until the next window, under the same rule of approval; and it is started by itself once that is given. Bounds
// that were approved for a night are never widened.
// Not here: who has missed what (core/rollout), what is planned (planning).
// May import: core, ports, access, approval, fleet, planning, promotion, rollout.

export { lookAtReturning } from './look.ts';
