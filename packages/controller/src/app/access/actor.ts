// Who asks: a person or program behind a token, with roles. Every use case that changes something is given one.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Role } from '../../ports/index.ts';

export interface Actor {
  /** The name that stands in audit events and approvals. */
  readonly person: string;
  readonly roles: readonly Role[];
  /** Approval teams. */
  readonly teams: readonly string[];
}

/** Roles are not a ladder: an approver cannot operate, so that the two can be different people. An administrator is all. */
export const requireRole = (actor: Actor, role: Role): Outcome<void> =>
  actor.roles.includes(role) || actor.roles.includes('administrator') || role === 'viewer'
    ? ok(undefined)
    : refuse('role-missing', { role });
