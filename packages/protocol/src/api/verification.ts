// A whole host held against its packages: what was asked, and what its own root found.

import { Type } from 'typebox';
import { InstantSchema } from '../schema/index.ts';
import { Count, list, Name, nullable, open, Text, words } from './common.ts';
import type { Plain } from './endpoint.ts';

/** A whole host held against its packages, by its own root. Of lists the first 500, and how many in all. */
export const VerifiedSchema = open({
  kind: Type.Literal('verified'),
  by: Text,
  askedAt: InstantSchema,
  takenAt: Type.Unsafe<Plain<typeof InstantSchema>>({ ...InstantSchema, description: "by the host's clock" }),
  state: words('as-packaged', 'differs', 'unknown'),
  text: Text,
  packages: nullable(Count),
  versions: list(
    open({
      name: Name,
      architecture: Name,
      believed: Type.Union([Text, Type.Null()], { description: 'by the controller; null: not to be there' }),
      found: Type.Union([Text, Type.Null()], { description: 'null: it is not there' }),
    }),
  ),
  versionsInAll: Count,
  notWhole: list(open({ package: Name, state: Text })),
  notWholeInAll: Count,
  differing: list(open({ package: Name, path: Text, how: words('missing', 'differs', 'unreadable') })),
  differingInAll: Count,
});

export const AskedVerificationSchema = open({
  by: Text,
  askedAt: InstantSchema,
  until: Type.Unsafe<Plain<typeof InstantSchema>>({ ...InstantSchema, description: 'the host is asked until then' }),
  answered: Type.Boolean(),
});
