// The chain of audit events: made one event at a time, followed as a whole.

import { digestOf, type Sha256 } from '../document/index.ts';
import { asDigest } from '../ids/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import type { AuditEvent, AuditFact, AuditHead } from './types.ts';

/** The head of a chain that has no event yet. */
export const AUDIT_START: AuditHead = { sequence: 0, digest: asDigest(`sha256:${'0'.repeat(64)}`) };

/** The event that says `fact` behind `head`. Copies field by field: what is hashed is what the type names, no more. */
export const followingAuditEvent = (head: AuditHead, fact: AuditFact, sha256: Sha256): AuditEvent => {
  const { at, who, action, object, facts } = fact;
  const event = { sequence: head.sequence + 1, previous: head.digest, at, who, action, object, facts };
  return { ...event, digest: digestOf(event, sha256) };
};

/** Follows the chain from `from` on and answers with its head, which the caller compares with the one it knows. */
export const verifyAuditChain = (
  events: readonly AuditEvent[],
  sha256: Sha256,
  from: AuditHead = AUDIT_START,
): Outcome<AuditHead> => {
  let head = from;
  for (const event of events) {
    const sequence = head.sequence + 1;
    if (event.sequence !== sequence) {
      return refuse('audit-broken', { sequence, detail: `event ${event.sequence} stands in its place` });
    }
    if (event.previous !== head.digest) {
      return refuse('audit-broken', { sequence, detail: 'it does not follow from the event before' });
    }
    if (followingAuditEvent(head, event, sha256).digest !== event.digest) {
      return refuse('audit-broken', { sequence, detail: 'its content does not have its digest' });
    }
    head = { sequence, digest: event.digest };
  }
  return ok(head);
};
