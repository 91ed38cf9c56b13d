// What several commands need: naming things, printing, asking.
// Not here: what only one command needs.
// May import: command, connection, output, terminal, exit, protocol.

export { approvedByText, aroundApproval, askedAgainText, namesText, ruleText, shortRuleText } from './approval.ts';
export { asOfOf, asOfText } from './as-of.ts';
export { confirmed } from './confirm.ts';
export { findPatchSet, findPlan } from './digests.ts';
export { readDocument, readGivenText } from './documents.ts';
export { fleetExposed, hostExposed } from './exposed-line.ts';
export { dueText, knownByHead, laneText, scoreText, wholeList } from './exposures.ts';
export { failuresText } from './failures.ts';
export { NO_FEED } from './feeds.ts';
export { given } from './given.ts';
export { findHost, findHosts, hostLabel } from './hosts.ts';
export { leftOutText } from './left-out.ts';
export { newest } from './newest.ts';
export { findNotice, shortNotice } from './notices.ts';
export { placeText } from './place.ts';
export { present, printTable } from './present.ts';
export { rolloutIdOf } from './rollouts.ts';
export { traceLines } from './transaction-trace.ts';
export { verifiedText } from './verified.ts';
