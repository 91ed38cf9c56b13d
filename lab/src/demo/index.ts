// The demo: one group of hosts patched end to end, told step by step. On real hosts here; where they cannot be had,
// packages/sim tells the same story on simulated ones (main.ts decides).
//
// story.ts does it, judge.ts says whether it is as promised, report.ts puts it into words, share.ts measures.
// May import: every folder of the lab but scenarios/.
export { type AddressMove, watchAddress } from './address-watch.ts';
export { judge } from './judge.ts';
export { lookAtVersions } from './own-look.ts';
export { reportLines, stepTable } from './report.ts';
export { type RolloutShare, rolloutShare } from './share.ts';
export { tellStory } from './story.ts';
export { tellingTo } from './telling.ts';
