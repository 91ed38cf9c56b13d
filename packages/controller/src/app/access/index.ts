// Access: tokens, the people and programs behind them, their roles, and the audit of what they did.
// May import: core, ports.

export { type Actor, requireRole } from './actor.ts';
export { secretDigest } from './secret.ts';
