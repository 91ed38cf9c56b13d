// What an audit event says. See index.ts.

import type { Digest } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';

/** Who did what to which object. */
export interface AuditFact {
  readonly at: Instant;
  readonly who: string;
  readonly action: string;
  readonly object: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A fact in its place in the chain. */
export interface AuditEvent extends AuditFact {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Digest of the event before; of the first one, {@link AUDIT_START}'s. */
  readonly previous: Digest;
  /** Over every other field. */
  readonly digest: Digest;
}

/** Where a chain ends: what the next event follows from, and what is worth writing down elsewhere. */
export interface AuditHead {
  readonly sequence: number;
  readonly digest: Digest;
}
