import { endpoints, type RolloutAnswer } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { reasonText } from '../output/index.ts';
import { findHost, hostLabel, present, rolloutIdOf } from './common/index.ts';

const { pause, resume, goOn, abort, excuse } = endpoints.rollouts;
const ENDPOINTS = { pause, resume, 'go-on': goOn, abort } as const;

export const steering =
  (word: keyof typeof ENDPOINTS): Action =>
  async (invocation) => {
    const api = await invocation.context.api();
    const rolloutId = rolloutIdOf(invocation.args[0] ?? '');
    const rollout = await api.call(ENDPOINTS[word], { params: { rolloutId } });
    tell(invocation, rollout);
    return 0;
  };

export const rolloutExcuse: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const [rollout = '', name = ''] = args;
  const api = await context.api();
  const host = await findHost(api, name);
  const params = { rolloutId: rolloutIdOf(rollout), hostId: host.hostId };
  const after = await api.call(excuse, { params, body: { why: options.need('why') } });
  present(invocation, after, () => `${hostLabel(host)} is excused from ${after.rolloutId}.\n`);
  return 0;
};

const tell = (invocation: Invocation, rollout: RolloutAnswer): void => {
  const { rolloutId, state, reason } = rollout;
  const why = reason === null ? '' : `: ${reasonText(reason)}`;
  present(invocation, rollout, () => `${rolloutId} is ${state}${why}\n${wordText(rollout)}`);
};

/** Resuming over a canary that failed says "go on" too: whoever did it hears so. */
const wordText = ({ waves }: RolloutAnswer): string => {
  const at = waves.findIndex(({ passedAt }) => passedAt === null);
  const by = waves[at]?.goOnBy ?? null;
  return by === null ? '' : `It goes on behind wave ${at + 1} once its gate is open: ${by} said so.\n`;
};
