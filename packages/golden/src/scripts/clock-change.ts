import type { Script } from '../play/index.ts';
import { PEOPLE, SHOP, says, timePassesUntil, utc } from './acts.ts';

export const clockChange: Script = {
  name: 'clock-change',
  about:
    'A night in which clocks change. Production is patched from Saturday 22:00 to Sunday 06:00, by the clocks of Berlin; at\n01:00 UTC of 29 March they skip an hour, so that this night has seven. Development may begin from 02:30 to 05:00, and\nthat night 02:30 does not exist.',
  beginsAt: utc('2026-03-27 08:00'),
  policy: 'weekend.yaml',
  hosts: SHOP,
  people: PEOPLE,
  acts: [
    says('ada', 'window next prod --count 2'),
    says('ada', 'window next dev --count 2'),
    says('ada', 'patch-set cut'),
    says('ada', 'plan make prod'),
    says('kim', 'plan approve $plan # yes'),
    says('ada', 'rollout start $plan'),
    timePassesUntil('2026-03-29 00:30'),
    says('ada', 'rollout show $rollout'),
    timePassesUntil('2026-03-29 04:00'),
    says('ada', 'report $rollout'),
    says('ada', 'window next prod --count 1'),
  ],
};
