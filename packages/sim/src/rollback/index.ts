// The story of a rollback: production is brought forward, taken back, and kept where it is until a person lets it go on.
// May import: controller use cases, core, and what the night imports.

export { type RollbackStory, simulateRollback } from './story.ts';
