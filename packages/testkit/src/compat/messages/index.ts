// What travels between agent and controller, before it is frozen (fixtures/compat): a message of every kind in each of
// its forms, and every signed document under real signatures. Made by core's own functions where there is one, typed as
// protocol's messages everywhere, and byte for byte the same each time.
// Not here: the files themselves and the tests that read them (protocol/test/compat).
// May import: builders, signer, store-rows, core, protocol, node:.

export { EVERY_CHECK, EVERY_QUESTION } from './checks-and-questions.ts';
export { CONDITIONS, makeDocuments, SIGNERS } from './documents.ts';
export { INVENTORIES } from './inventories.ts';
export { makeLedger } from './ledger.ts';
export { makeMessages, PROPOSALS } from './messages.ts';
export { PLAN } from './plan.ts';
export { EVERY_RESTORE_POINT } from './restoring-host-plans.ts';
