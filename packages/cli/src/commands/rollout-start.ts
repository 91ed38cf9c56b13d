import { endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { countText } from '../output/index.ts';
import { findPlan, present } from './common/index.ts';
import { watchToEnd } from './rollout-watch.ts';

export const rolloutStart: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const planDigest = await findPlan(api, args[0] ?? '');
  const rollout = await api.call(endpoints.rollouts.start, { body: { planDigest } });
  const { rolloutId } = rollout;
  if (options.is('watch')) return await watchToEnd(invocation, rolloutId);
  present(
    invocation,
    rollout,
    () =>
      `${rolloutId} carries the plan out: ${countText(rollout.hosts.length, 'host')} in ${countText(rollout.waves.length, 'wave')}. \`slipway rollout watch ${rolloutId}\` follows it.\n`,
  );
  return 0;
};
