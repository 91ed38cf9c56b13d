import type { Script } from '../play/index.ts';
import { PEOPLE, SHOP, says, told, utc } from './acts.ts';

export const policyChange: Script = {
  name: 'policy-change',
  about:
    'A policy is changed: everything wrong with the file is said at once, what it would touch is shown before it holds, who\ncomes second is told so, and what held before can be had back.',
  beginsAt: utc('2026-03-09 08:00'),
  policy: 'shop.yaml',
  hosts: SHOP,
  people: { ...PEOPLE, eve: { roles: ['administrator'], teams: [] } },
  acts: [
    says('ada', 'patch-set cut'),
    says('ada', 'plan make prod'),
    told('Ada writes a new policy, in a hurry.'),
    says('ada', 'policy apply - --yes < shop-mistaken.yaml'),
    told('Ada mends it.'),
    says('ada', 'policy diff - < shop-thursdays.yaml'),
    told('Eve is faster, with another change.'),
    says('eve', 'policy apply - --yes < shop-spring-sale.yaml'),
    says('ada', 'policy apply - --revision 2 --yes < shop-thursdays.yaml'),
    says('eve', 'policy rollback 2 --yes'),
    says('ada', 'policy apply - --revision 4 --yes < shop-thursdays.yaml'),
    says('ada', 'policy list'),
    says('ada', 'policy explain web-1'),
  ],
};
