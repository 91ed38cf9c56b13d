// The switch that stops everything: while it is thrown no host begins anything, in any rollout.

import { type Outcome, ok } from '@slipway/core/reasons';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import type { Actor } from './actor.ts';

export type SwitchState = 'running' | 'stopped';

export const readSwitch = async (app: App): Promise<SwitchState> =>
  await app.ports.store.read(async (view) => await switchIn(view));

/** Anything that is not plainly `running` stops: an unreadable switch must not let a fleet go on. */
export const switchIn = async ({ access }: Pick<StoreView, 'access'>): Promise<SwitchState> => {
  const value = await access.setting('switch');
  return value === null || value === 'running' ? 'running' : 'stopped';
};

export const setSwitch = async (app: App, actor: Actor, state: SwitchState): Promise<Outcome<SwitchState>> => {
  const at = app.ports.clock.now();
  await app.ports.store.write(async ({ access }) => {
    await access.setSetting('switch', state);
    const action = state === 'stopped' ? 'switch.stop' : 'switch.release';
    await access.addAuditEvent({ at, who: actor.person, action, object: 'switch', facts: {} });
  });
  app.ports.nudge.notify('rollout');
  return ok(state);
};
