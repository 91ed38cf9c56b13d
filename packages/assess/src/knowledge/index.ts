// What the feeds say, as far as it can matter to one system: all of them are read, and what is about other packages is
// dropped as it passes. A refused feed is part of the answer, never an empty one.
// Not here: formats (feeds), and what it means (core/advisory).
// May import: core, feeds.

export { type GatheredFeed, gatherKnowledge, type Knowledge, recordKey } from './gather.ts';
