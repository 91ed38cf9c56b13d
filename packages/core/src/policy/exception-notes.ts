// What of a policy's exceptions people should know before it holds: it is sound, and may not be what they mean.

import { type Instant, msBetween } from '../time/index.ts';
import type { PolicyPath } from './problem.ts';
import type { Exception } from './process-types.ts';
import type { Policy } from './types.ts';

export interface PolicyNote {
  readonly path: PolicyPath;
  readonly what: string;
  readonly instead: string;
}

const DAY_MS = 86_400_000;
/** Whoever cannot do it within a year has another system, and not an exception. */
const DAYS_MAX = 366;

export const exceptionNotes = ({ exceptions = [] }: Policy, now: Instant): readonly PolicyNote[] =>
  exceptions.flatMap((exception, at) => noteOn(exception, now, ['exceptions', at, 'expiresAt']));

function noteOn({ name, expiresAt }: Exception, now: Instant, path: PolicyPath): readonly PolicyNote[] {
  if (expiresAt <= now) {
    const what = `exception ${name} has expired and leaves nothing out any more`;
    return [{ path, what, instead: 'a later instant, if its owner asks for it again; else take it out' }];
  }
  const days = Math.ceil(msBetween(now, expiresAt) / DAY_MS);
  if (days <= DAYS_MAX) return [];
  return [{ path, what: `exception ${name} ends in ${days} days`, instead: `a day within ${DAYS_MAX}` }];
}
