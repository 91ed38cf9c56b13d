// From when to when a host's standing was known.

import { type Reason, reason } from '../reasons/index.ts';
import { addMs, type Instant, msBetween } from '../time/index.ts';
import type { HostLook, HostSpan } from './types.ts';

/**
 * Rules count deadlines in days, the shortest in three: what nobody looked at for two is not known of the time between.
 * Looks come at least once a day, so that only a controller that stood still is caught by it.
 */
export const LOOK_GAP_MS_MAX = 48 * 3_600_000;

/** Of a host that is retired at an instant, and looked at no more. */
export function endedSpans(last: HostSpan | null, lookedAt: Instant | null, at: Instant): readonly HostSpan[] {
  if (last === null || last.until !== null) return [];
  const knownUntil = last.reason === null && lookedAt !== null ? addMs(lookedAt, LOOK_GAP_MS_MAX) : at;
  return [{ ...last, until: knownUntil < at ? knownUntil : at }];
}

/** Spans that are new or have become others, in their order; `last` is the newest one, `null` before the first look. */
export function nextSpans(
  last: HostSpan | null,
  look: Pick<HostLook, 'at' | 'lookedAt' | 'unknown'>,
): readonly HostSpan[] {
  const changed = new Map<Instant, HostSpan>();
  let open = last;
  const change = (from: Instant, why: Reason | null): void => {
    if (open !== null && open.until === null && open.from !== from) changed.set(open.from, { ...open, until: from });
    open = { from, until: null, reason: why };
    changed.set(from, open);
  };
  const { at, lookedAt, unknown } = look;
  if (open !== null && lookedAt !== null && msBetween(lookedAt, at) > LOOK_GAP_MS_MAX && open.reason === null) {
    change(addMs(lookedAt, LOOK_GAP_MS_MAX), reason('host-not-looked-at'));
  }
  const why = unknown?.reason ?? null;
  if (open !== null && open.reason?.code === why?.code) return [...changed.values()];
  const since = unknown?.since ?? at;
  // Never from before what is known already: that it was silent then came out only now, and the record stays in order.
  change(open !== null && since < open.from ? open.from : since, why);
  return [...changed.values()];
}
