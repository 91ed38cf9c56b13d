// What an adapter found and keeps beside itself, in a folder of its own: a file that is not there, half or about something
// else counts as nothing found. No state that a decision rests on (ledger, inbox): losing any of it costs a second look.
// May import: core, ports.

export { keptOrigins } from './origins.ts';
export { oldestRefresh, readRefreshes, writeRefreshes } from './refreshes.ts';
