// Signed documents as files: the inbox, which the reporter fills and the executor reads; root's own trust roots, and its
// own copy of the plan that an attempt began with.
// Each document is a file of its own, written whole or not at all.
// Not here: verifying (reporter and executor do it, each for itself). The executor reads the inbox of a less trusted
// user: what is no document of the right shape counts as not there, and no link is followed.
// May import: ports, core types, protocol/documents, node:.

export { createFileInbox } from './file-inbox.ts';
export { createFilePlanOfAttempt } from './file-plan-of-attempt.ts';
export { createFileTrustStore } from './file-trust-store.ts';
