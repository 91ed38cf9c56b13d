// The kinds of feed, by the folder that reads each: an entrance of its own (@slipway/feeds/kinds), so that who only has
// to name a kind, as the command tree of the CLI does, does not load every reader and its parsers.
// Not here: how a kind is known by its content; see ../recognise.ts.
// May import: nothing.

export const FEED_KINDS = [
  'osv',
  'debian-tracker',
  'debian-advisories',
  'debian-support',
  'updateinfo',
  'csaf',
  'ubuntu-tracker',
  'cve-list',
  'kev',
  'epss',
  'end-of-life',
  'house',
  'maker-releases',
] as const;
