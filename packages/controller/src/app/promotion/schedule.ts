// Who acts where nobody does: the schedule. It asks as an operator would, and is nobody where a rule asks who asked.

import type { Actor } from '../access/index.ts';

export const SCHEDULE: Actor = { person: 'schedule', roles: ['operator'], teams: [] };
