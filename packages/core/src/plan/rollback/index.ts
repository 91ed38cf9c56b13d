// Rollback: what it means for one host to be taken back from a rollout that it finished. Planner, controller and the page
// that people read before they ask for one use the same answer; the checker has its own.
// May import: plan types, inventory, patch-set, reasons, ids.

export { type TakenBack, takenBack } from './taken-back.ts';
