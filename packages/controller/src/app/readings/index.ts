// Readings: what somebody wants to hear from hosts is asked with their check-ins, again and again while it is wanted, and
// forgotten afterwards. Gates, checklists and people who look on want; nothing is asked for its own sake.
// Not here: taking one (agent), what follows from one (checklist, gates).
// May import: core, protocol, ports, access (types).

export { type AskedVerification, askWholeHost } from './ask-whole-host.ts';
export { capabilityFor, dueWishes, READINGS_CAPABILITY } from './due.ts';
export { lookAtReadings } from './forget.ts';
export { dropOutput } from './output.ts';
export { receiveReadings } from './receive.ts';
export { showRunningOutput } from './running-output.ts';
export { shownReadings } from './shown.ts';
export { readingsOf, type WantedFrom, wantReadings } from './want.ts';
