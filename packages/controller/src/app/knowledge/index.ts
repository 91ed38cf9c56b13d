// Knowledge: feeds are read, package versions are judged by what they say, and whoever is newly affected is told. Three
// loops, each of which only looks again: `feeds` imports what is due, `knowledge` judges what is pending and writes down
// the news, `notify` delivers it. What a statement means is core/advisory's, how urgent it is core/urgency's.
// Not here: reading formats (packages/feeds, behind the port), answers (answers/).
// May import: core, ports, access.

export { assessPending, judgedPackageOf } from './assess.ts';
export { type AudienceWish, addAudience, listAudiences, removeAudience } from './audiences.ts';
export { deliverDue } from './deliver.ts';
export { countExposed, type ExposedHost, exposedHosts } from './exposed-hosts.ts';
export { addFeed, askFeedLook, listFeeds, removeFeed, showFeed } from './feed-settings.ts';
export { importFeed } from './import-feed.ts';
export { carriedCode, kernelTally, type Tally } from './kernels.ts';
export { lookAtFeeds, lookAtKnowledge, lookAtNotices } from './look.ts';
export { tellNews } from './news.ts';
export { listNotices, type Notice } from './notices.ts';
export { isKevRead, readRules, replaceRules } from './rules.ts';
export { exposureSubject, ruleSubject } from './starts.ts';
