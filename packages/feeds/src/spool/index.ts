// The records of a feed between reading and keeping: written to a file of ours while the feed is judged as a whole, and
// given out only once it was. What was checked is then exactly what is passed on, whatever happens to a folder meanwhile.
// Not here: which records are refused (read-feed).
// May import: core, node:.

export { openSpool, readSpool, type Spool } from './spool.ts';
