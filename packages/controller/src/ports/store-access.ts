import type { Digest } from '@slipway/core/ids';
import type { Instant } from '@slipway/core/time';
import type { Page, PageRequest } from './store.ts';

export type Role = 'viewer' | 'operator' | 'approver' | 'administrator';

/** A program's or a person's way in. The secret itself is never stored. */
export interface ApiToken {
  readonly tokenId: string;
  /** SHA-256 of the secret; the secret has 256 random bits, so a slow hash would add nothing. */
  readonly secretDigest: Digest;
  /** Whose name stands in approvals and audit events. */
  readonly person: string;
  readonly roles: readonly Role[];
  /** Approval teams of the person. */
  readonly teams: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}

export interface EnrolmentToken {
  readonly tokenId: string;
  readonly secretDigest: Digest;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly usesLeft: number;
}

/** Who did what to which object; each names the digest of the one before. */
export interface AuditEvent {
  readonly sequence: number;
  readonly previous: Digest;
  readonly digest: Digest;
  readonly at: Instant;
  readonly who: string;
  readonly action: string;
  readonly object: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface StoreAccess {
  addToken(token: ApiToken): Promise<void>;
  tokenByDigest(secretDigest: Digest): Promise<ApiToken | null>;
  tokens(page: PageRequest): Promise<Page<ApiToken>>;
  revokeToken(tokenId: string, at: Instant): Promise<boolean>;

  addEnrolmentToken(token: EnrolmentToken): Promise<void>;
  /** Takes one use if the token is known, unexpired and has one left; else `null`. */
  useEnrolmentToken(secretDigest: Digest, now: Instant): Promise<EnrolmentToken | null>;

  /** The store adds sequence, previous and digest. */
  addAuditEvent(event: Omit<AuditEvent, 'sequence' | 'previous' | 'digest'>): Promise<AuditEvent>;
  auditEvents(page: PageRequest): Promise<Page<AuditEvent>>;

  /** Small facts about the installation itself: incarnation, switch, restored-from. */
  setting(name: SettingName): Promise<string | null>;
  setSetting(name: SettingName, value: string): Promise<void>;
}
export type SettingName = 'incarnation' | 'switch' | 'restored-at' | 'controller-version';
