// What knowing about a large fleet costs: a generated fleet of 100,000 hosts on the embedded database, a first import of a
// feed as large as Debian's, what changes afterwards, questions and check-ins over TLS; beside it what others would do
// with the same. `part.ts` starts `main.ts` once for each step; `size.ts` says how large everything is.
// Not here: the fleet and the feed themselves (testkit/generators).
// May import: figure.ts, quantile.ts, the controller's app and ports (its store in main.ts alone), feeds, core, protocol, testkit.

export { writeFeedZip } from './feed-files.ts';
export { makeFleet } from './fleet-step.ts';
export { benchKnowledge } from './part.ts';
export { FLEET_SEED, hostIdAt, hostsWanted } from './size.ts';
export { openLine } from './wire-line.ts';
export { worldOn } from './world.ts';
