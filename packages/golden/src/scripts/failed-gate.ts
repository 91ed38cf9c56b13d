import type { Act, Script } from '../play/index.ts';
import { PEOPLE, SHOP, says, timePassesUntil, told, utc } from './acts.ts';

const alert = (is: 'firing' | 'quiet'): Act => ({
  kind: 'alert',
  url: 'https://prometheus.shop.example',
  labels: { alertname: 'CheckoutSlow', job: 'shop' },
  is,
});

export const failedGate: Script = {
  name: 'failed-gate',
  about:
    'A failed gate. One host of production has the update alone, while its alerts are watched. One fires: nobody else begins,\npeople are told, and keep the version from all hosts.',
  beginsAt: utc('2026-03-10 08:00'),
  policy: 'shop-watched.yaml',
  hosts: SHOP.map((host) => (host.hostname === 'web-2' ? { ...host, labels: { ...host.labels, first: 'yes' } } : host)),
  people: PEOPLE,
  acts: [
    alert('quiet'),
    says('ada', 'patch-set cut'),
    says('ada', 'plan make prod'),
    says('kim', 'plan approve $plan # yes'),
    says('ada', 'rollout start $plan'),
    timePassesUntil('2026-03-10 21:05'),
    alert('firing'),
    timePassesUntil('2026-03-10 22:20'),
    says('ada', 'rollout show $rollout'),
    says('ada', 'why web-1'),
    says('ada', 'notice list'),
    told('Ada looks: checkouts take three times as long on web-2 since it has the new nginx.'),
    says('ada', "quarantine add nginx 1.0-1+deb12u1 --why 'checkouts take three times as long'"),
    says('ada', 'rollout abort $rollout'),
    timePassesUntil('2026-03-10 22:30'),
    says('ada', 'report $rollout'),
    says('ada', 'plan make prod'),
  ],
};
