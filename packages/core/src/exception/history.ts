// Who put an exception into the policy, and who took it out, told by the policy's revisions.

import type { Exception } from '../policy/index.ts';
import { addMs, type Instant } from '../time/index.ts';
import { WARN_DAYS_BEFORE } from './ending.ts';

export interface ExceptionRevision {
  readonly by: string;
  readonly at: Instant;
  readonly exceptions: readonly Exception[];
}

export interface ExceptionSpan {
  /** As it stood last. */
  readonly exception: Exception;
  readonly enteredAt: Instant;
  readonly enteredBy: string;
  /** `null`: it stands in the newest revision, expired or not. */
  readonly leftAt: Instant | null;
  readonly leftBy: string | null;
}

/** From revisions, oldest first; one name that left and came again has two. In the order in which they came. */
export function exceptionHistory(revisions: readonly ExceptionRevision[]): readonly ExceptionSpan[] {
  const standing = new Map<string, ExceptionSpan>();
  const left: ExceptionSpan[] = [];
  for (const { by, at, exceptions } of revisions) {
    const named = new Map(exceptions.map((exception) => [exception.name, exception]));
    for (const [name, span] of standing) {
      if (named.has(name)) continue;
      left.push({ ...span, leftAt: at, leftBy: by });
      standing.delete(name);
    }
    for (const [name, exception] of named) {
      const before = standing.get(name) ?? { enteredAt: at, enteredBy: by, leftAt: null, leftBy: null };
      standing.set(name, { ...before, exception });
    }
  }
  return [...left, ...standing.values()].sort((a, b) =>
    a.enteredAt < b.enteredAt ? -1 : a.enteredAt > b.enteredAt ? 1 : 0,
  );
}

export type ExceptionStanding = 'acts' | 'ends-soon' | 'expired' | 'withdrawn';

const DAY_MS = 86_400_000;

/** `ends-soon`: within the time in which people are warned; `withdrawn`: taken out before it expired. */
export function standingOfException({ exception, leftAt }: ExceptionSpan, at: Instant): ExceptionStanding {
  const { expiresAt } = exception;
  if (leftAt !== null && leftAt <= at && leftAt < expiresAt) return 'withdrawn';
  if (expiresAt <= at) return 'expired';
  return expiresAt <= addMs(at, Math.max(...WARN_DAYS_BEFORE) * DAY_MS) ? 'ends-soon' : 'acts';
}
