// Gates: the conditions between two waves that somebody else must answer for. What was found becomes a reading, and a
// wave is passed on readings that are open, taken after it settled, and not old. What cannot be read is closed.
// Not here: soak and a person's word (rollout), asking (the controller's probes, the hosts' plug-ins).
// May import: ids, time, reasons, policy (types).

export { compareDecimals } from './decimal.ts';
export { judgeAlerts, judgeHealth, judgeHttp, judgePlugIns, judgeSamples, judgeWord } from './judge-condition.ts';
export { closedCondition, conditionsOf, isFresh } from './judge-gate.ts';
export { CLOSED_TOLD_SECONDS, nextReadingAt, PLUG_IN_READING_SECONDS_MAX, READING_SECONDS_MAX } from './limits.ts';
export type * from './types.ts';
