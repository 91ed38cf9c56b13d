// The story of a rollback: production is brought forward, taken back, and kept where it is until a person lets it go on.
// Not here: what hosts are and what people can do (fleet, people).
// May import: controller use cases, core, and what the night imports.

export { simulateRollback } from './story.ts';
