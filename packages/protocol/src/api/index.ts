// The API, version 1: every route as data (`endpoints`), with the schemas of what it takes and answers. The controller
// serves these, the CLI calls these, docs/api/openapi.json is made of these. One file per subject.
// A request's body is strict; an answer may say more than an older reader knows.
// May import: core types, schema, typebox.

import { audit, enrolment, theSwitch, tokens } from './access.ts';
import { accounts, session } from './accounts.ts';
import { advisories } from './advisories.ts';
import { calendar } from './calendar.ts';
import { changeRequests } from './change-requests.ts';
import { diagnosis } from './diagnosis.ts';
import type { Endpoint } from './endpoint.ts';
import { exceptions } from './exceptions.ts';
import { exposures } from './exposures.ts';
import { feeds } from './feeds.ts';
import { controller, fleet } from './fleet.ts';
import { hosts } from './hosts.ts';
import { audiences, notices } from './notices.ts';
import { packages } from './packages.ts';
import { patchSets } from './patch-sets.ts';
import { plans } from './plans.ts';
import { policy } from './policy.ts';
import { promotions, quarantines } from './promotions.ts';
import { reports } from './reports.ts';
import { rollbacks } from './rollback.ts';
import { rollouts } from './rollouts.ts';
import { rules } from './urgency.ts';
import { windows } from './windows.ts';

export type * from './access.ts';
export type * from './accounts.ts';
export type * from './advisories.ts';
export type * from './calendar.ts';
export type * from './change-requests.ts';
export { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX, ProblemSchema } from './common.ts';
export type * from './diagnosis.ts';
export * from './endpoint.ts';
export type * from './exceptions.ts';
export type * from './exposures.ts';
export type * from './feeds.ts';
export type * from './fleet.ts';
export type * from './host-events.ts';
export type * from './hosts.ts';
export type * from './notices.ts';
export type * from './packages.ts';
export type * from './patch-sets.ts';
export type * from './plan-views.ts';
export type * from './plans.ts';
export type * from './policy.ts';
export type * from './promotions.ts';
export { readAnswer } from './read-answer.ts';
export type * from './readings.ts';
export type * from './reports.ts';
export type * from './rollback.ts';
export type * from './rollouts.ts';
export type * from './transaction-trace.ts';
export type * from './urgency.ts';
export type * from './windows.ts';

/** `endpoints.hosts.list` and so on. */
export const endpoints = {
  hosts,
  packages,
  patchSets,
  policy,
  exceptions,
  windows,
  calendar,
  plans,
  changeRequests,
  promotions,
  quarantines,
  rollouts,
  rollbacks,
  diagnosis,
  exposures,
  advisories,
  feeds,
  rules,
  audiences,
  notices,
  fleet,
  reports,
  tokens,
  accounts,
  session,
  enrolment,
  audit,
  switch: theSwitch,
  controller,
} as const;

/** The nouns of the description: what stands under these names is described once and referred to. */
export { namedSchemas } from './named-schemas.ts';

export const allEndpoints: readonly Endpoint[] = Object.values(endpoints).flatMap(
  (subject): readonly Endpoint[] => Object.values(subject) as readonly Endpoint[],
);
