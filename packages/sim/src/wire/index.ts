// Wire: simulated hosts whose agents are the product's own down to the line: enrolment, TLS and HTTPS to real controllers,
// many hosts in a process. And people who ask those controllers over the API.
// Not here: controllers, what surrounds them and what befalls them (chaos, bench).
// May import: agent (and its line and enrolment), core, protocol, the rest of sim, node:.

export { type FleetOrder, type ServiceChange, startFleet, type WireFleet } from './fleet.ts';
export type { HostReport, PlacedSpec } from './messages.ts';
export { Refused, type WirePeople, wirePeople } from './people.ts';
export { sleepAsLong } from './real-time.ts';
