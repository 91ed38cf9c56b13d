// The fleet as a whole, and the controller itself.

import { Type } from 'typebox';
import { InstantSchema } from '../schema/index.ts';
import {
  Count,
  Environment,
  HostIdSchema,
  list,
  Name,
  nullable,
  open,
  ReasonSchema,
  RolloutIdSchema,
  RolloutStateSchema,
  words,
} from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

const LastRollout = nullable(
  open({
    rolloutId: RolloutIdSchema,
    state: RolloutStateSchema,
    startedAt: InstantSchema,
    endedAt: nullable(InstantSchema),
  }),
);

/** Numbers alone: of a large fleet the report with everybody's name is megabytes. */
export const FleetCountsSchema = open({
  asOf: InstantSchema,
  switch: words('running', 'stopped'),
  environments: list(
    open({
      environment: Type.Union([Name, Type.Null()], {
        description: 'null: hosts that no environment of the policy claims',
      }),
      hosts: Count,
      adopted: Count,
      current: Type.Integer({ minimum: 0, description: 'nothing pending' }),
      behind: Type.Integer({ minimum: 0, description: 'something pending' }),
      excepted: Type.Integer({ minimum: 0, description: 'nothing pending but what exceptions of policy leave out' }),
      unknown: Type.Integer({
        minimum: 0,
        description: 'not known: never reported, or awaited, or its package manager could not look',
      }),
      securityBehind: Count,
      rebootNeeded: Count,
      neverReported: Type.Integer({ minimum: 0, description: 'enrolled, and nothing was heard since' }),
      silent: Type.Integer({ minimum: 0, description: 'reported once, and does not check in any more' }),
      barred: Type.Integer({ minimum: 0, description: 'may not be changed until somebody has looked' }),
      lastRollout: LastRollout,
    }),
  ),
});
export type FleetCounts = Plain<typeof FleetCountsSchema>;

/** Who is done, who is not and why. */
export const FleetReportSchema = open({
  asOf: InstantSchema,
  switch: words('running', 'stopped'),
  environments: list(
    open({
      /** `null`: hosts that no environment of the policy claims. */
      environment: nullable(Name),
      hosts: Count,
      adopted: Count,
      /** Nothing pending; something pending; only what exceptions of policy leave out; not known. They add up to `hosts`. */
      current: Count,
      behind: Count,
      excepted: Type.Integer({ minimum: 0, description: 'nothing pending but what exceptions of policy leave out' }),
      unknown: Count,
      securityBehind: Count,
      rebootNeeded: Count,
      overdue: Type.Optional(
        Type.Integer({ minimum: 0, description: 'without a patch set that was to be installed by now (`installBy`)' }),
      ),
      lastRollout: nullable(
        open({
          rolloutId: RolloutIdSchema,
          state: RolloutStateSchema,
          startedAt: InstantSchema,
          endedAt: nullable(InstantSchema),
        }),
      ),
    }),
  ),
  /** Every host that is not plainly current, with what stands in its way. */
  notCurrent: list(
    open({
      hostId: HostIdSchema,
      hostname: Name,
      environment: nullable(Name),
      updates: nullable(Count),
      security: nullable(Count),
      excepted: Type.Integer({ minimum: 0, description: 'of the updates: left out by exceptions of policy' }),
      reasons: list(ReasonSchema),
    }),
  ),
});
export type FleetReport = Plain<typeof FleetReportSchema>;

export const fleet = {
  counts: endpoint({
    name: 'countFleet',
    subject: 'fleet',
    method: 'GET',
    path: '/api/v1/fleet',
    summary: 'The fleet in numbers, by environment',
    role: 'viewer',
    answer: FleetCountsSchema,
  }),
  report: endpoint({
    name: 'reportFleet',
    subject: 'fleet',
    method: 'GET',
    path: '/api/v1/report',
    summary: 'Who is done, who is not and why, by environment',
    role: 'viewer',
    query: Type.Object({ environment: Type.Optional(Environment) }, { additionalProperties: false }),
    answer: FleetReportSchema,
  }),
} as const;

/** What may have changed: a reason to ask again, never the thing itself. */
export const ChangeEventSchema = open({
  subjects: list(words('rollouts', 'plans', 'promotions', 'policy', 'switch')),
});
export type ChangeEvent = Plain<typeof ChangeEventSchema>;

export const controller = {
  /** `text/event-stream`: `begin` at once, then `change` with the subjects that changed since. */
  events: endpoint({
    name: 'watchChanges',
    subject: 'controller',
    method: 'GET',
    path: '/api/v1/events',
    summary: 'What changes, as server-sent events: `begin`, then `change` with the subjects to ask again about',
    role: 'viewer',
    answer: ChangeEventSchema,
  }),
  health: endpoint({
    name: 'showHealth',
    subject: 'controller',
    method: 'GET',
    path: '/api/v1/health',
    summary: 'Whether the controller lives and can do its work; 503 where it lives and cannot',
    role: 'nobody',
    answer: open({
      live: Type.Literal(true),
      ready: Type.Boolean(),
      standing: words('ready', 'preparing', 'stopping', 'store-not-readable', 'store-not-writable'),
    }),
  }),
  version: endpoint({
    name: 'showVersion',
    subject: 'controller',
    method: 'GET',
    path: '/api/v1/version',
    summary: 'Version of the controller and of what it speaks, and which incarnation it is',
    role: 'viewer',
    answer: open({
      version: Name,
      agentProtocol: Count,
      incarnation: Name,
      restoredAt: nullable(InstantSchema),
    }),
  }),
} as const;
