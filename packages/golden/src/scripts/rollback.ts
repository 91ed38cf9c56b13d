import type { Script } from '../play/index.ts';
import { PEOPLE, SHOP, says, timePassesUntil, told, utc } from './acts.ts';

export const rollback: Script = {
  name: 'rollback',
  about:
    'A rollback. Production was patched in the night, and in the morning orders are lost. What going back would mean is shown,\nit is approved like anything else, the hosts go back in the opposite order, and the next cycle does not bring it again.',
  beginsAt: utc('2026-03-09 08:00'),
  policy: 'shop.yaml',
  hosts: SHOP,
  people: PEOPLE,
  acts: [
    says('ada', 'patch-set cut'),
    says('ada', 'plan make prod'),
    says('kim', 'plan approve $plan # yes'),
    says('ada', 'rollout start $plan'),
    timePassesUntil('2026-03-11 08:00'),
    told('Orders are lost since the night.'),
    says('ada', "rollback make $rollout --why 'orders are lost' --within 12h # yes"),
    says('ada', 'plan approve $plan # yes'),
    says('kim', 'plan approve $plan # yes'),
    says('ada', 'rollout start $plan'),
    timePassesUntil('2026-03-11 12:00'),
    says('ada', 'rollout show $rollout'),
    says('ada', 'rollback make $rollout --why again --yes'),
    told('The archive still has what was taken back. The next cut finds it, and no host gets it.'),
    says('ada', 'patch-set cut'),
    says('ada', 'plan make prod'),
    says('ada', 'quarantine list'),
  ],
};
