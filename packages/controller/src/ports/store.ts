import type { StoreAccess } from './store-access.ts';
import type { StoreApproval } from './store-approval.ts';
import type { StoreFleet } from './store-fleet.ts';
import type { StorePatchSets } from './store-patch-set.ts';
import type { StorePlanning } from './store-plan.ts';
import type { StoreRollout } from './store-rollout.ts';

export type * from './store-access.ts';
export type * from './store-approval.ts';
export type * from './store-fleet.ts';
export type * from './store-patch-set.ts';
export type * from './store-plan.ts';
export type * from './store-rollout.ts';

/**
 * All of the controller's state. One contract suite (testkit/contracts) runs on every adapter.
 * A function given to `read` sees one consistent moment; one given to `write` takes effect whole and durably
 * (synced) when it returns, or not at all when it throws. Neither may wait for anything but the store.
 */
export interface Store {
  read<T>(work: (view: StoreView) => Promise<T>): Promise<T>;
  write<T>(work: (change: StoreView) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The subjects; each is one file beside this one. Inside `read`, calling a method that changes throws. */
export interface StoreView {
  readonly fleet: StoreFleet;
  readonly patchSets: StorePatchSets;
  readonly plans: StorePlanning;
  readonly approvals: StoreApproval;
  readonly rollouts: StoreRollout;
  readonly access: StoreAccess;
}

/** A row that two writers may want: `save` refuses when `revision` is not the stored one. */
export interface Versioned<T> {
  readonly revision: number;
  readonly value: T;
}

/** One page of a list in a stable order; `next` is opaque, `null` at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
export interface PageRequest {
  readonly after: string | null;
  /** 1 to 1000. */
  readonly limit: number;
}
