// What surrounds fleet and controller: the vendor's archive and feed, and the line between them with its losses.
// Not here: hosts and what runs on them (host), the controller itself (controller).
// May import: core, protocol, controller and agent ports, controller use cases, sim's time and random.

export { ARCHIVE_ORIGIN, type Archive, simulatedArchive } from './archive.ts';
export { type Notice, type SimulatedFeeds, simulatedFeeds } from './feeds.ts';
export { type Listener, NO_TROUBLE, simulatedLink, type Troubles } from './link.ts';
export { type PackageStore, packageStore } from './package-store.ts';
export { type SimulatedProbes, simulatedProbes } from './probes.ts';
export { type SimulatedZones, simulatedZones } from './zones.ts';
