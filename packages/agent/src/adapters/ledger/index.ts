// The ledger as a file: one JSON line per entry, appended and synced, each naming the digest of the one before.
// Written by root alone, one program at a time (the service manager starts the executor once); the reporter reads it.
// Not here: what an entry means and how the chain is made (core/execution).
// May import: ports, core, node:.

export { createFileLedger, LedgerBroken } from './file-ledger.ts';
