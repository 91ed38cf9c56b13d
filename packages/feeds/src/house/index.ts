// The house feed: people's own advisories for software from outside the distribution, as a small YAML file of theirs. What
// it is, docs/operator/feeds.md shows. Strict, unlike the vendors' formats: a key that is mistyped would quietly widen or
// lose an advisory, so everything that is wrong is told with its line, and nothing of the file counts until it is mended.
// Not here: packages of the distribution, whose vendor says it better.
// May import: core, written, reading, the frame's own contract.

export { house } from './house.ts';
