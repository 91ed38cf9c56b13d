import type { Script } from '../play/index.ts';
import { PEOPLE, SHOP, says, timePassesUntil, told, utc } from './acts.ts';

export const freeze: Script = {
  name: 'freeze',
  about:
    'A freeze inside a window. Production is patched on Tuesday nights; on the very day somebody freezes two hours of the\nnight, over a rollout that stands already.',
  beginsAt: utc('2026-03-10 07:00'),
  policy: 'shop.yaml',
  hosts: SHOP,
  people: PEOPLE,
  acts: [
    says('ada', 'window next prod --count 2'),
    says('ada', 'patch-set cut'),
    says('ada', 'plan make dev'),
    says('ada', 'rollout start $plan'),
    timePassesUntil('2026-03-10 09:00'),
    says('ada', 'plan make prod'),
    says('kim', 'plan approve $plan # yes'),
    says('ada', 'rollout start $plan'),
    timePassesUntil('2026-03-10 16:00'),
    told('Marketing: the sale begins at midnight, nothing may move from 22:30 to 00:30.'),
    says('ada', 'policy apply - --yes < shop-spring-sale.yaml'),
    says('ada', 'window next prod --count 1'),
    timePassesUntil('2026-03-10 22:00'),
    says('ada', 'why web-2'),
    timePassesUntil('2026-03-11 03:00'),
    says('ada', 'report $rollout'),
  ],
};
