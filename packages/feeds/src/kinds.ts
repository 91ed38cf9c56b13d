/** Every kind of feed, by the folder that reads it. */
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
