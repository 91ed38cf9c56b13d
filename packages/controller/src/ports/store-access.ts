import type { AuditEvent, AuditFact } from '@slipway/core/audit';
import type { Digest } from '@slipway/core/ids';
import type { Instant } from '@slipway/core/time';
import type { Page, PageRequest } from './store-values.ts';

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
  /** Absent: it was not revoked. Written by that alone, so that what was stored before reads the same. */
  readonly revokedAt?: Instant;
}

/** A person's way in with a name and a password. */
export interface Account {
  /** Whose name stands in approvals and audit events; lower case, and never given to anybody else. */
  readonly name: string;
  readonly roles: readonly Role[];
  readonly teams: readonly string[];
  /** As the passwords port made it; `null`: nobody signs in with it until an administrator sets one. */
  readonly passwordHash: string | null;
  readonly createdAt: Instant;
  readonly passwordSetAt: Instant | null;
  /** `null`: it may be used. */
  readonly disabledAt: Instant | null;
}

/** A signed-in browser. The secret itself is never stored. */
export interface Session {
  readonly secretDigest: Digest;
  readonly account: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** Which sessions end: one, all of a person, or all that expired by then. */
export type EndedSessions =
  | { readonly secretDigest: Digest }
  | { readonly account: string }
  | { readonly expiredBy: Instant };

export type { AuditEvent, AuditFact } from '@slipway/core/audit';

export interface AuditWanted {
  readonly who?: string;
  /** An action, or the subject before its dot: `plan` is `plan.make`, `plan.approve` and so on. */
  readonly action?: string;
  /** What its object begins with: people know a digest by its first digits. */
  readonly object?: string;
  /** From then on. */
  readonly from?: Instant;
  /** Before then. */
  readonly until?: Instant;
  /** Oldest first where it is not said, as the chain is verified. */
  readonly order?: 'oldest-first' | 'newest-first';
}

export interface StoreAccess {
  addToken(token: ApiToken): Promise<void>;
  /** Revoked and expired ones too: the caller judges by its own clock. */
  tokenByDigest(secretDigest: Digest): Promise<ApiToken | null>;
  /** By token id. */
  tokens(page: PageRequest): Promise<Page<ApiToken>>;
  /** `false`: there is none, or it was revoked before and keeps that instant. */
  revokeToken(tokenId: string, at: Instant): Promise<boolean>;

  addEnrolmentToken(token: EnrolmentToken): Promise<void>;
  /** Takes one use if the token is known, unexpired, not revoked and has one left, and answers with what is left; else `null`. */
  useEnrolmentToken(secretDigest: Digest, now: Instant): Promise<EnrolmentToken | null>;
  /** By token id; used up, expired and revoked ones too. */
  enrolmentTokens(page: PageRequest): Promise<Page<EnrolmentToken>>;
  /** `false`: there is none, or it was revoked before and keeps that instant. */
  revokeEnrolmentToken(tokenId: string, at: Instant): Promise<boolean>;

  /** Replaces the one of that name. */
  putAccount(account: Account): Promise<void>;
  account(name: string): Promise<Account | null>;
  /** By name; disabled ones too. */
  accounts(page: PageRequest): Promise<Page<Account>>;

  addSession(session: Session): Promise<void>;
  /** Expired ones too: the caller judges by its own clock. */
  session(secretDigest: Digest): Promise<Session | null>;
  endSessions(which: EndedSessions): Promise<void>;

  /** The store adds sequence, previous and digest. */
  addAuditEvent(event: AuditFact): Promise<AuditEvent>;
  /** By their place in the chain; of `wanted`, only those in which all of it holds. */
  auditEvents(page: PageRequest, wanted?: AuditWanted): Promise<Page<AuditEvent>>;

  /** Small facts about the installation itself: incarnation, switch, restored-from. */
  setting(name: SettingName): Promise<string | null>;
  setSetting(name: SettingName, value: string): Promise<void>;
}
export type SettingName =
  | 'incarnation'
  | 'switch'
  | 'restored-at'
  | 'controller-version'
  /** Which judge judged what is stored, until when ends of support were heeded, and when rules were looked at. */
  | 'judge'
  | 'support-judged-at'
  /** Of an environment, or `environment.policy`: the last time at which its hosts were to look anew, and what came of it. */
  | `scan.${string}`
  | 'rules-noted'
  /** Over which feeds and patch sets withdrawn advisories were last looked for. */
  | 'withdrawn-looked-at'
  /** By which exceptions of policy the counts of exposures were counted. */
  | 'exceptions-counted'
  | 'urgency-rules'
  /** By which facts, rules and exceptions hosts were looked at for their records. */
  | 'hosts-looked-by'
  /** When somebody last asked whether the store can be written. */
  | 'written-at';
