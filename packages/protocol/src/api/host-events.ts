// What happened on a host, from its enrolment on.

import { Type } from 'typebox';
import { InstalledPackageSchema, InstantSchema } from '../schema/index.ts';
import { HostIdSchema, list, Name, nullable, open, ReasonSchema, Text, words } from './common.ts';
import type { Plain } from './endpoint.ts';
import { VerifiedSchema } from './verification.ts';

export const OutOfBandWord = words('console', 'power-cycle');

export const OutOfBandCallSchema = open({
  kind: Type.Literal('out-of-band'),
  by: Text,
  action: OutOfBandWord,
  hook: Name,
  status: Type.Union([Type.Integer(), Type.Null()], { description: 'as it ended; null: it did not, see the reason' }),
  output: Type.String({ maxLength: 16_384, description: 'the end of what it printed, as plain text' }),
  reason: nullable(ReasonSchema),
});
export type OutOfBandCall = Plain<typeof OutOfBandCallSchema>;

const ManifestDifferenceSchema = open({
  added: list(InstalledPackageSchema),
  removed: list(InstalledPackageSchema),
  changed: list(open({ before: InstalledPackageSchema, after: InstalledPackageSchema })),
});

export const HostEventSchema = open({
  hostId: HostIdSchema,
  at: InstantSchema,
  event: Type.Union([
    open({ kind: words('enrolled', 'adopted', 'left', 'retired', 'restored'), by: Text }),
    open({
      kind: Type.Literal('packages-changed'),
      by: words('slipway', 'foreign'),
      attemptId: nullable(Text),
      difference: ManifestDifferenceSchema,
    }),
    open({ kind: Type.Literal('rebooted'), bootIdBefore: Text, bootIdAfter: Text }),
    open({ kind: Type.Literal('attempt-ended'), attemptId: Text, outcome: Text, reason: nullable(ReasonSchema) }),
    OutOfBandCallSchema,
    VerifiedSchema,
    open({ kind: words('barred', 'freed', 'isolated', 'isolation-ended'), reason: nullable(ReasonSchema) }),
  ]),
});
export type HostHistoryEvent = Plain<typeof HostEventSchema>;
