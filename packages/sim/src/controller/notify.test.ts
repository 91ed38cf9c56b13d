import type { Audience } from '@slipway/controller/ports';
import { THE_MORNING } from '@slipway/testkit/builders';
import { describeNotify } from '@slipway/testkit/contracts';
import { collectingNotify } from './notify.ts';

const AUDIENCES: readonly Audience[] = [
  { name: 'hook', kind: 'webhook', url: 'https://hooks.invalid/', key: 'shared' },
  { name: 'team', kind: 'mail', to: ['ada@example.invalid'] },
  { name: 'night', kind: 'slack', url: 'https://chat.invalid/1' },
  { name: 'office', kind: 'teams', url: 'https://chat.invalid/2' },
];

describeNotify('simulated', async () => {
  const notify = collectingNotify(() => THE_MORNING);
  return {
    notify,
    audiences: AUDIENCES,
    arrived: (audience) =>
      notify.arrived.filter((one) => one.audience === audience).map(({ letter }) => letter.letterId),
    refuse: () => {
      for (const { name } of AUDIENCES) notify.refuse(name, true);
    },
    dispose: async () => undefined,
  };
});
