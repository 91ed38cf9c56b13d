import type { Script } from '../play/index.ts';
import { PEOPLE, SHOP, says, timePassesUntil, told, utc } from './acts.ts';

export const refused: Script = {
  name: 'refused-approval',
  about:
    'A refused approval. Two of three teams have to agree to what happens in production. One agrees, one refuses; a plan that\nleaves out what the refusal was about is agreed to.',
  beginsAt: utc('2026-03-09 08:00'),
  policy: 'shop-teams.yaml',
  hosts: SHOP,
  people: {
    ...PEOPLE,
    dora: { roles: ['approver'], teams: ['development'] },
    sven: { roles: ['approver'], teams: ['security'] },
  },
  acts: [
    says('ada', 'patch-set cut'),
    says('ada', 'plan make prod'),
    says('sven', 'approval list --mine'),
    says('kim', 'plan approve $plan # yes'),
    told('Dora knows that the database is in the middle of a migration.'),
    says('dora', "plan refuse $plan --why 'db-1 is being migrated until Friday' # yes"),
    says('sven', 'plan approve $plan # yes'),
    says('ada', 'rollout start $plan'),
    says('ada', 'why web-1'),
    says('ada', 'plan make prod'),
    says('ada', "plan make prod --leave-out db-1='it is being migrated until Friday'"),
    says('dora', 'plan approve $plan # yes'),
    says('ada', 'rollout start $plan'),
    says('sven', 'plan approve $plan # yes'),
    says('ada', 'rollout start $plan'),
    timePassesUntil('2026-03-11 03:00'),
    says('ada', 'report $rollout'),
  ],
};
