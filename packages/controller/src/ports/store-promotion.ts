import type { Digest } from '@slipway/core/ids';
import type { VersionQuarantine } from '@slipway/core/patch-set';
import type { PatchSetStanding, Promotion } from '@slipway/core/promotion';
import type { Page, PageRequest, Versioned } from './store-values.ts';

export interface StorePromotion {
  addPromotion(promotion: Promotion): Promise<void>;
  promotion(promotionId: string): Promise<Versioned<Promotion> | null>;
  savePromotion(promotion: Versioned<Promotion>): Promise<boolean>;
  /** Newest first. */
  promotions(page: PageRequest): Promise<Page<Promotion>>;
  /** Of an environment, whatever the policy: the newest first. */
  promotionsIn(environment: string, limit: number): Promise<readonly Versioned<Promotion>[]>;
  /** Not closed, oldest first. */
  openPromotions(): Promise<readonly Versioned<Promotion>[]>;
  /** In every environment, oldest first. */
  promotionsOf(patchSetDigest: Digest): Promise<readonly Versioned<Promotion>[]>;

  /** `null`: nobody ever said anything about it, so that it is current. */
  standing(patchSetDigest: Digest): Promise<Versioned<PatchSetStanding> | null>;
  /** `revision` is 0 for the first; `false`: it is not the one that was read. */
  saveStanding(standing: Versioned<PatchSetStanding>): Promise<boolean>;
  /** All that anything was ever said about, by digest. */
  standings(): Promise<readonly PatchSetStanding[]>;

  addQuarantine(quarantine: VersionQuarantine): Promise<void>;
  quarantine(quarantineId: string): Promise<Versioned<VersionQuarantine> | null>;
  saveQuarantine(quarantine: Versioned<VersionQuarantine>): Promise<boolean>;
  /** Newest first, lifted ones too. */
  quarantines(page: PageRequest): Promise<Page<VersionQuarantine>>;
  /** Not lifted, oldest first. */
  standingQuarantines(): Promise<readonly VersionQuarantine[]>;
}
