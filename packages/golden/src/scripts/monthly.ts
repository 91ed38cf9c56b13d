import type { Act, Script } from '../play/index.ts';
import { PEOPLE, SHOP, says, timePassesUntil, told, utc } from './acts.ts';

const published = (version: string, ...packages: readonly string[]): Act => ({ kind: 'published', packages, version });

export const monthly: Script = {
  name: 'monthly-cycle',
  about:
    'A monthly cycle of production, by the schedule table of the standard procedure. Nobody starts anything: the team lead and two\nof three teams put their names where the table asks for them.',
  beginsAt: utc('2026-03-06 08:00'),
  policy: 'procedure.yaml',
  hosts: [
    ...SHOP,
    { hostname: 'test-1', labels: { environment: 'test', role: 'web' } },
    { hostname: 'uat-1', labels: { environment: 'uat', role: 'web' } },
  ],
  people: {
    ...PEOPLE,
    tessa: { roles: ['approver'], teams: ['team-lead'] },
    sven: { roles: ['approver'], teams: ['security'] },
  },
  acts: [
    // No host had told anything when policy came: the schedule tries again after an hour.
    timePassesUntil('2026-03-06 09:02'),
    says('ada', 'promotion next'),
    timePassesUntil('2026-03-09 08:00'),
    says('ada', 'promotion list'),
    timePassesUntil('2026-03-16 09:00'),
    says('ada', 'promotion next'),
    says('tessa', 'approval list --mine'),
    says('tessa', 'plan approve $plan # yes'),
    timePassesUntil('2026-03-20 09:00'),
    published('1.0-1+deb12u2', 'openssl'),
    told('A newer version is out since today; what production gets is what uat had.'),
    says('ada', 'change-request show $change-request'),
    says('kim', 'plan approve $plan # yes'),
    says('sven', 'plan approve $plan # yes'),
    timePassesUntil('2026-03-22 08:00'),
    says('ada', 'promotion show $promotion'),
    says('ada', 'change-request list'),
    says('ada', 'notice list'),
  ],
};
