// The people whose names the policy asks for: they look twice on a working day, and put their name under what waits for it.

import { type Actor, type App, approve, listWaiting } from '@slipway/controller/app';
import { explain } from '@slipway/core/reasons';
import { addSeconds, asInstant, type Instant } from '@slipway/core/time';
import type { Appointment } from './happens.ts';

const approver = (person: string, team: string): Actor => ({ person, roles: ['approver'], teams: [team] });

const APPROVERS: readonly Actor[] = [
  approver('tessa', 'team-lead'),
  approver('dora', 'development'),
  approver('omar', 'operations'),
  approver('sven', 'security'),
];

/** UTC: an hour or two later in Berlin, in business hours in summer and winter. */
const LOOKS_AT_HOURS = [8, 13];
const DAY = 86_400;
const PAGE = { after: null, limit: 100 };

export const approvals = (options: {
  readonly app: App;
  readonly from: Instant;
  readonly until: Instant;
  readonly say: (line: string) => void;
}): readonly Appointment[] => {
  const { app, from, until, say } = options;
  const found: Appointment[] = [];
  for (let day = midnight(from); day < until; day = addSeconds(day, DAY)) {
    const weekday = new Date(day).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    for (const hour of LOOKS_AT_HOURS) {
      const at = addSeconds(day, hour * 3600);
      if (at > from && at < until) found.push({ at, what: 'approvers look', keep: async () => await look(app, say) });
    }
  }
  return found;
};

const midnight = (at: Instant): Instant => asInstant(`${at.slice(0, 10)}T00:00:00.000Z`);

const look = async (app: App, say: (line: string) => void): Promise<void> => {
  for (const actor of APPROVERS) {
    const { items } = await listWaiting(app, actor, { page: PAGE, mine: true });
    for (const { planDigest, environment } of items) {
      const approved = await approve(app, actor, planDigest);
      say(
        `${actor.person} ${approved.ok ? 'approves' : `cannot approve (${explain(approved.reason)})`} ${environment}`,
      );
    }
  }
};
