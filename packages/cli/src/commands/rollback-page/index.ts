// What taking a rollout back means, as people read it before they ask for it: who, to what, and what of it stays.
// Not here: asking for it (rollbacks).
// May import: output, protocol types.

export { rollbackPage } from './page.ts';
