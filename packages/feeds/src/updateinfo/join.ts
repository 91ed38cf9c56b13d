// Updates of one id. None takes anything back: every package that one of them lists answers the advisory.

import type { Instant } from '@slipway/core/time';
import { worstSeverity } from '../reading/index.ts';
import type { Update } from './update.ts';

/** Of at least one. */
export const joined = (updates: readonly Update[]): Update => {
  const newest = updates.reduce((before, one) => ((one.updatedAt ?? '') >= (before.updatedAt ?? '') ? one : before));
  return {
    id: newest.id,
    // An update that is said to be a security update once, is one.
    security: updates.some(({ security }) => security),
    isRetracted: newest.isRetracted,
    title: newest.title,
    severity: worstSeverity(updates.map(({ severity }) => severity)),
    issuedAt: inOrder(updates.map(({ issuedAt }) => issuedAt))[0] ?? null,
    updatedAt: inOrder(updates.map(({ updatedAt }) => updatedAt)).at(-1) ?? null,
    vulnerabilities: [...new Set(updates.flatMap(({ vulnerabilities }) => vulnerabilities))],
    references: [...new Set(updates.flatMap(({ references }) => references))],
    packages: updates.flatMap(({ packages }) => packages),
    problems: [],
  };
};

const inOrder = (instants: readonly (Instant | null)[]): readonly Instant[] =>
  instants.filter((instant) => instant !== null).toSorted();
