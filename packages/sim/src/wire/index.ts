// Wire: simulated hosts whose agents are the product's own down to the line: enrolment, TLS and HTTPS to real controllers,
// many hosts in a process. And people who ask those controllers over the API, with the vendor whose packages these hosts have.
// Not here: controllers, what surrounds them and what befalls them (chaos, bench).
// May import: agent (and its line and enrolment), core, protocol, testkit, the rest of sim, node:.

export { type FleetOrder, type ServiceChange, startFleet, type WireFleet } from './fleet.ts';
export type { HostReport, Identity, LineLook, PlacedSpec } from './messages.ts';
export { type WirePeople, wirePeople } from './people.ts';
export { sleepAsLong } from './real-time.ts';
export { openSite } from './site.ts';
export {
  adoptAll,
  approvedPlan,
  carriedOut,
  cut,
  enrolmentToken,
  eventually,
  everyHost,
  rollOut,
  type Story,
  setPolicy,
  summaryOf,
} from './story.ts';
export { monotonicMs } from './watched-link.ts';
