import type { StoreAccess } from './store-access.ts';
import type { StoreApproval } from './store-approval.ts';
import type { StoreChangeRequests } from './store-change-request.ts';
import type { StoreExposures } from './store-exposures.ts';
import type { StoreFigures } from './store-figures.ts';
import type { StoreFleet } from './store-fleet.ts';
import type { StoreKnowledge } from './store-knowledge.ts';
import type { StoreOutbox } from './store-outbox.ts';
import type { StorePatchSets } from './store-patch-set.ts';
import type { StorePlanning } from './store-plan.ts';
import type { StorePromotion } from './store-promotion.ts';
import type { StoreChecklists, StoreReadings } from './store-readings.ts';
import type { StoreReports } from './store-reports.ts';
import type { StoreRollout } from './store-rollout.ts';

export type * from './store-access.ts';
export type * from './store-approval.ts';
export type * from './store-change-request.ts';
export type * from './store-exposures.ts';
export type * from './store-figures.ts';
export type * from './store-fleet.ts';
export type * from './store-knowledge.ts';
export type * from './store-outbox.ts';
export type * from './store-patch-set.ts';
export type * from './store-plan.ts';
export type * from './store-promotion.ts';
export type * from './store-readings.ts';
export type * from './store-reports.ts';
export type * from './store-rollout.ts';
export type * from './store-values.ts';

/**
 * All of the controller's state. One contract suite (testkit/contracts) runs on every adapter.
 * A function given to `read` sees one consistent moment; one given to `write` takes effect whole and durably
 * (synced) when it returns, or not at all when it throws. Neither may wait for anything but the store, neither may
 * begin another `read` or `write` (it would wait for itself: that throws), and the view is of no use afterwards.
 * Writes run one after the other, in the order in which they were asked for.
 *
 * What an operator can put right (a full disk) is thrown as a `StoreFailure` with its reason; everything else thrown
 * is a bug, or a store that is broken. Values come back equal to what was put in, never as the same object, and
 * must have a canonical form (core/document): whole numbers, no `undefined`.
 */
export interface Store {
  read<T>(work: (view: StoreView) => Promise<T>): Promise<T>;
  write<T>(work: (change: StoreView) => Promise<T>): Promise<T>;
  /** After everything that was asked for before; whatever is asked for afterwards throws. */
  close(): Promise<void>;
}

/**
 * The subjects; each is one file beside this one. Inside `read`, calling a method that changes throws. Adding what
 * exists already under its name throws, unless the method says otherwise: that is a bug, not an occurrence.
 */
export interface StoreView {
  readonly fleet: StoreFleet;
  readonly patchSets: StorePatchSets;
  readonly plans: StorePlanning;
  readonly approvals: StoreApproval;
  readonly changeRequests: StoreChangeRequests;
  readonly promotions: StorePromotion;
  readonly rollouts: StoreRollout;
  readonly access: StoreAccess;
  readonly knowledge: StoreKnowledge;
  readonly outbox: StoreOutbox;
  readonly exposures: StoreExposures;
  readonly readings: StoreReadings;
  readonly checklists: StoreChecklists;
  readonly figures: StoreFigures;
  readonly reports: StoreReports;
}
