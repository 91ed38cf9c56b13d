// What is made to be frozen (fixtures/compat) and how it is looked at later: a database with rows of every kind, filled
// and read back through the store port, so that the same code serves any adapter; and messages and signed documents.
// Not here: the files themselves and the tests that open them (controller/test/compat, protocol/test/compat).
// May import: builders, signer, store-rows, core, protocol, the controller's ports.

export { addedFields, missingFields } from './fields.ts';
export { makeDocuments, makeMessages, SIGNERS } from './messages/index.ts';
export { fillStore, readEverything, STORED_VERSIONS } from './store/index.ts';
