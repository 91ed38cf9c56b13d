// Fleet: hosts in their world, each with its programs, its line to the controller and its fate; and the fleet of the night.
// Not here: the hosts' insides (host), what people do with them (people).
// May import: core, sim's host, world, controller, checks, random, time.

export { buildFleet, type Fleet, KILL_CHANCE, TROUBLES } from './fleet.ts';
export { CAPABILITIES, type Place, type PlacedHost, placeHost } from './place-host.ts';
