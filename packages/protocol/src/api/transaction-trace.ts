// What the package transactions of a host left there beside the versions.

import { Type } from 'typebox';
import { InstantSchema } from '../schema/index.ts';
import { Count, Name, open, Text, words } from './common.ts';
import type { Plain } from './endpoint.ts';

export const TransactionTraceSchema = open({
  history: Type.Array(Count, { description: "numbers in dnf's own history; of apt none" }),
  left: Type.Array(
    open({
      package: Name,
      path: Text,
      decision: words('keep', 'replace', 'block'),
      beside: Type.Array(open({ path: Text, since: InstantSchema }), {
        description: 'the versions that are not in force, each since when its inode was last changed',
      }),
    }),
    { description: 'configuration files with another version beside them, for a person to compare' },
  ),
  problem: Type.Optional(Type.String({ description: 'why some of this could not be found out' })),
});
export type TransactionTraceAnswer = Plain<typeof TransactionTraceSchema>;
