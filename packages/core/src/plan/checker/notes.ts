import type { HostId } from '../../ids/index.ts';
import type { FactsOf, Reason, ReasonCode } from '../../reasons/index.ts';
import type { CheckerNote } from '../types.ts';

export const error = <Code extends ReasonCode>(
  code: Code,
  facts: FactsOf<Code>,
  hostId: HostId | null = null,
): CheckerNote => errorFor({ code, facts }, hostId);

/** With a reason that stands already. */
export const errorFor = (why: Reason, hostId: HostId | null = null): CheckerNote => ({
  severity: 'error',
  reason: why,
  hostId,
});

export const warning = (why: Reason, hostId: HostId | null = null): CheckerNote => ({
  severity: 'warning',
  reason: why,
  hostId,
});

/** A part of the plan that says something else than policy and observation do. */
export const differs = (
  what: string,
  found: string | number,
  expected: string | number,
  hostId: HostId | null = null,
): CheckerNote => error('check-differs-from-policy', { what, found, expected }, hostId);
