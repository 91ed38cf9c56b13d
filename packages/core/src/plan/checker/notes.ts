import type { HostId } from '../../ids/index.ts';
import { type Reason, type ReasonCode, reason } from '../../reasons/index.ts';
import type { CheckerNote } from '../types.ts';

export const error = (code: ReasonCode, facts: Reason['facts'], hostId: HostId | null = null): CheckerNote => ({
  severity: 'error',
  reason: reason(code, facts),
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
