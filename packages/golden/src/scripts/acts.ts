// Short forms in which scripts are written.

import { asInstant } from '@slipway/core/time';
import type { Act, HostOfScript, Person } from '../play/index.ts';

export const says = (who: string, line: string): Act => ({ kind: 'says', who, line });
/** `2026-03-10 20:00`, in UTC. */
export const timePassesUntil = (time: string): Act => ({ kind: 'passes', until: utc(time) });
export const told = (text: string): Act => ({ kind: 'told', text });
export const utc = (time: string) => asInstant(`${time.replace(' ', 'T')}:00.000Z`);

/** Ada operates, Kim is of the team operations and approves. */
export const PEOPLE = {
  ada: { roles: ['operator', 'administrator'], teams: [] },
  kim: { roles: ['approver'], teams: ['operations'] },
} as const satisfies Readonly<Record<string, Person>>;

const host = (hostname: string, environment: string, role: string): HostOfScript => ({
  hostname,
  labels: { environment, role },
});
export const SHOP: readonly HostOfScript[] = [
  host('dev-1', 'dev', 'web'),
  host('web-1', 'prod', 'web'),
  host('web-2', 'prod', 'web'),
  host('db-1', 'prod', 'db'),
];
