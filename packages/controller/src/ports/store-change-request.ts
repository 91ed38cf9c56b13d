import type { ChangeRequest } from '@slipway/core/approval';
import type { Digest } from '@slipway/core/ids';
import type { Page, PageRequest, Versioned } from './store-values.ts';

export interface StoreChangeRequests {
  /** The store gives the number: one more than the newest has. A second one for the same plan throws while one is open. */
  addChangeRequest(request: Omit<ChangeRequest, 'number'>): Promise<ChangeRequest>;
  changeRequest(number: string): Promise<Versioned<ChangeRequest> | null>;
  /** The newest. */
  changeRequestOf(planDigest: Digest): Promise<Versioned<ChangeRequest> | null>;
  saveChangeRequest(request: Versioned<ChangeRequest>): Promise<boolean>;
  /** Newest first. */
  changeRequests(page: PageRequest): Promise<Page<ChangeRequest>>;
  /** Neither `rejected` nor `closed`, oldest first. */
  openChangeRequests(): Promise<readonly Versioned<ChangeRequest>[]>;
}
