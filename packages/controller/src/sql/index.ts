// The questions and changes of the store port in SQL, for every store that speaks it: tables as types (`schema.ts`), one
// file per subject, one function per operation, and what the dialects say differently (`dialect.ts`).
// Not here: connections, transactions, making tables, what goes wrong in one database (adapters/sqlite, adapters/postgres).
// May import: ports, core, kysely, node:.

export { wordsIn } from './dialect.ts';
export { writeDocument } from './documents.ts';
export { refusingNested } from './nesting.ts';
export type { Cell } from './ready.ts';
export type { Database } from './schema.ts';
export { countingRows, type StoredTable, type TableCount } from './tables.ts';
export { Transaction } from './transaction.ts';
export { Turns } from './turns.ts';
export { viewOn } from './view.ts';
