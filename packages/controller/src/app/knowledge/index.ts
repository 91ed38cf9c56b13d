// Knowledge: feeds are read, package versions are judged by what they say, and who is newly affected becomes an event. Two
// loops, each of which only looks again: `feeds` imports what is due, `knowledge` judges what is pending and writes down
// the news. What a statement means is core/advisory's, how urgent it is core/urgency's.
// Not here: reading formats (packages/feeds, behind the port), telling people (notify), answers (answers/).
// May import: core, ports, access, exception, notify.

export { assessPending, type Judging, judgedPackageOf, judgeVersion } from './assess.ts';
export { type ExceptedPart, type Excepting, exceptedPart, exceptingNow, NOTHING_EXCEPTED } from './excepted.ts';
export { countExposed, type ExposedHost, exposedHosts } from './exposed-hosts.ts';
export {
  addFeed,
  askFeedLook,
  listFeedProblems,
  listFeedRecords,
  listFeeds,
  removeFeed,
  showFeed,
} from './feed-settings.ts';
export { importFeed } from './import-feed.ts';
export { type Tally, talliesOf } from './kernels.ts';
export { lookAtFeeds, lookAtKnowledge } from './look.ts';
export { tellNews } from './news.ts';
export { isKevRead, readRules, replaceRules } from './rules.ts';
export { exposureSubject, ruleSubject } from './starts.ts';
