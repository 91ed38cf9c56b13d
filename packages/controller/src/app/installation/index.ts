// The installation itself: what a new one begins with, and what one that was restored from a backup may still believe.
// Not here: keys and certificates (signing, authority), files (program).
// May import: core, ports, access, fleet, rollout.

export { type Prepared, prepareInstallation } from './prepare.ts';
export { settleRestored } from './restored.ts';
