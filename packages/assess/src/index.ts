// Assess: one system, known from files, against what feeds say; without a controller, an agent, or anything running on it.
// The same reader (feeds) and the same judge (core/advisory) as the controller's. What comes of it is data, and its forms
// for other programs: JSON, SARIF, CycloneDX with VEX.
// Not here: tables for people and exit codes (cli), a fleet (controller).
// May import: core, feeds.

import { type Outcome, ok } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { Facing } from '@slipway/core/urgency';
import type { FeedSource } from '@slipway/feeds';
import { type Assessment, assess } from './assess.ts';
import { gatherKnowledge } from './knowledge/index.ts';
import { readSystem, type SystemTexts } from './system/index.ts';

export { type AssessedVerdict, type Assessment, reaches } from './assess.ts';
export { cyclonedxOf, jsonOf, sarifOf } from './output/index.ts';
export { RPM_QUERY, type SystemTexts } from './system/index.ts';

/** Refuses a system that cannot be read. A feed that cannot be is part of the answer. */
export async function assessSystem(wish: {
  readonly system: SystemTexts;
  readonly sources: readonly FeedSource[];
  readonly facing: Facing | null;
  readonly now: Instant;
}): Promise<Outcome<Assessment>> {
  const system = readSystem(wish.system);
  if (!system.ok) return system;
  const { packages, release } = system.value;
  // A feed that does not say which release it is for was named for this system.
  const sources = wish.sources.map((source) => ({ ...source, release: source.release ?? release }));
  const knowledge = await gatherKnowledge({ sources, packages, now: wish.now });
  return ok(assess(system.value, knowledge, wish));
}
