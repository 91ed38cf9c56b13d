// What another policy would change and touch, before anybody applies it; whoever may, applies it against the revision that
// all of it was about.
// Not here: where the other policy comes from (pages).
// May import: api, time, widgets, core/reasons, PatternFly.

export { changesText } from './change-text.ts';
export { type Policy, PolicyEffect } from './policy-effect.tsx';
