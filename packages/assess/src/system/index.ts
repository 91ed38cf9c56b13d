// The system that is judged: its release and its packages, from files that were taken of it. Whatever cannot be read
// makes the whole unreadable, since a package that is left out would look safe.
// Not here: knowledge about packages, and judging.
// May import: core.

export { readSystem, type SystemTexts } from './read-system.ts';
export { RPM_QUERY } from './rpm-list.ts';
export type { AssessedSystem } from './types.ts';
