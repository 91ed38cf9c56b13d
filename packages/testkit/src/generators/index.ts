// Generators: random but seeded values for property tests, and fleets of any size for benches and the simulator.
// Small, crowded and full of trouble where rules are tested; large and plain where time is measured.
// Not builders: a test that is about one value builds it by hand.
// May import: core, builders, fast-check.

export { type BigFleet, bigFleet } from './big-fleet.ts';
export { cataloguePatchSet } from './catalogue.ts';
export { CONDITIONS, type Condition } from './conditions.ts';
export { type FleetAdvisory, fleetAdvisories, osvRecordOf } from './fleet-advisories.ts';
export { planningInputs } from './fleets.ts';
export { IMAGES, type ImageFleet, imageFleet } from './image-fleet.ts';
export { policies, ROLES, SITES } from './policies.ts';
