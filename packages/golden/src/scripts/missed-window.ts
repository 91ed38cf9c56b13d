import type { Act, Script } from '../play/index.ts';
import { PEOPLE, SHOP, says, timePassesUntil, utc } from './acts.ts';

const line = (is: 'down' | 'up'): Act => ({ kind: 'line', host: 'job-1', is });

export const missedWindow: Script = {
  name: 'missed-window',
  about:
    'A host that missed its window. job-1 is off when production is patched. It holds up nobody, people are told, and it is\npatched in the next window, under the approval that stands.',
  beginsAt: utc('2026-03-10 08:00'),
  policy: 'shop.yaml',
  hosts: [...SHOP, { hostname: 'job-1', labels: { environment: 'prod', role: 'job' } }],
  people: PEOPLE,
  acts: [
    says('ada', 'patch-set cut'),
    says('ada', 'plan make prod'),
    says('kim', 'plan approve $plan # yes'),
    says('ada', 'rollout start $plan'),
    timePassesUntil('2026-03-10 19:00'),
    line('down'),
    timePassesUntil('2026-03-11 08:00'),
    says('ada', 'rollout show $rollout'),
    says('ada', 'why job-1'),
    says('ada', 'notice list'),
    line('up'),
    timePassesUntil('2026-03-18 08:00'),
    says('ada', 'report $rollout'),
  ],
};
