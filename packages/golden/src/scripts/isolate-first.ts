import type { Act, Script } from '../play/index.ts';
import { PEOPLE, SHOP, says, timePassesUntil, utc } from './acts.ts';

const line = (is: 'down' | 'up'): Act => ({ kind: 'line', host: 'job-1', is });

export const isolateFirst: Script = {
  name: 'isolate-first',
  about:
    'Quarantine first. job-1 misses its window. When it is back it is taken out of its service at once, and stays so until\nsomebody has agreed to the plan that it gets for itself; it is patched, and serves again.',
  beginsAt: utc('2026-03-10 08:00'),
  policy: 'shop-quarantine.yaml',
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
    line('up'),
    timePassesUntil('2026-03-11 12:00'),
    says('ada', 'why job-1'),
    says('kim', 'approval list'),
    says('kim', 'plan approve $plan # yes'),
    timePassesUntil('2026-03-11 15:00'),
    says('ada', 'host history job-1'),
    says('ada', 'report $rollout'),
  ],
};
