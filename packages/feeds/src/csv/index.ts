// Comma-separated values as RFC 4180 has them: quoted fields, doubled quotes, line breaks within quotes.
// Not here: what the columns mean.
// May import: core, the frame's own contract.

export { columnsOf, csvRows } from './csv.ts';
