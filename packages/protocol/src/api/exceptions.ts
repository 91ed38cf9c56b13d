// Exceptions of the policy: what is left out on purpose, for whom, by whom and until when.

import { Type } from 'typebox';
import { InstantSchema } from '../schema/index.ts';
import { Count, list, Name, open, Text, words } from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

export const ExceptionsSchema = open({
  asOf: InstantSchema,
  /** Of the policy that holds. */
  revision: Count,
  items: list(
    open({
      name: Name,
      hosts: Type.String({ description: 'selector over labels' }),
      selected: Type.Integer({ minimum: 0, description: 'hosts that it selects now' }),
      leavesOut: Type.Union([open({ package: Name }), open({ advisory: Name })]),
      owner: Text,
      why: Text,
      compensatingControl: Text,
      approvedBy: Text,
      expiresAt: InstantSchema,
      state: words('acts', 'expired'),
    }),
  ),
});
export type Exceptions = Plain<typeof ExceptionsSchema>;

export const exceptions = {
  list: endpoint({
    name: 'listExceptions',
    subject: 'policy',
    method: 'GET',
    path: '/api/v1/exceptions',
    summary:
      'The exceptions of the policy that holds, what ends first at the top; expired ones stand in it until somebody takes them out',
    role: 'viewer',
    query: Type.Object(
      {
        endingDays: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: 36_500,
            description: 'only those that end within so many days, or have ended',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answer: ExceptionsSchema,
  }),
} as const;
