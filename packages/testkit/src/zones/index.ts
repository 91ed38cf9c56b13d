// The zone database of the runtime that the tests run on, as the value that core/calendar takes.
// Not here: a zone that changes its rules; tests make those by hand.
// May import: core types, node: none (`Intl` and `process.versions` belong to the runtime itself).

export { RULES_FROM_MS, RULES_UNTIL_MS, runtimeZones } from './runtime-zones.ts';
