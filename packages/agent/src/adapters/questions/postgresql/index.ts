// PostgreSQL with streaming replication, asked by psql through the local socket as the account that owns the database: peer
// authentication, as Debian and the RPM packages set it up, and no password. Seen with 15.
//
// A primary sees its standbys. A standby sees whether its primary sends; more than that it only knows where root's file
// says how to ask the primary (`primary`, a connection string of libpq).
// May import: means, ports, core.

import type { PostgresqlQuestion } from '@slipway/core/question';
import type { Variant } from '../means/index.ts';
import { judge } from './judge.ts';
import { look } from './look.ts';

export const postgresql: Variant<PostgresqlQuestion> = {
  mayGo: async (question, means) => judge(question, 'mayGo', await look(question, means)),
  isWhole: async (question, means) => judge(question, 'isWhole', await look(question, means)),
};
