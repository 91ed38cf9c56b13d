// Feeds: what vendors and others publish about packages and vulnerabilities, read into the records of core/advisory. One
// folder per format, all behind `readFeed`; fetching, limits, archives and signatures are shared.
// Not here: what the records mean (core/advisory), when a feed is read and where its records are kept (controller).
// May import: core, node:, saxes, yaml, yauzl, tar, ae-cvss-calculator.

export { type HostRequirements, requirementsOf, scoreTenthsFor } from './cvss/index.ts';
export { FEED_KINDS } from './kinds/index.ts';
export { FEED_LIMITS, type FeedLimits } from './limits.ts';
export { type ReadFeedOptions, readFeed } from './read-feed.ts';
export type * from './types.ts';
