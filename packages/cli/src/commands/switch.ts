import { type AnswerOf, endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { present } from './common/index.ts';

type SwitchState = AnswerOf<typeof endpoints.switch.show>['state'];

export const switchShow: Action = async (invocation) => {
  const api = await invocation.context.api();
  tell(invocation, await api.call(endpoints.switch.show, {}));
  return 0;
};

export const switchStop: Action = async (invocation) => await set(invocation, 'stopped');
export const switchRelease: Action = async (invocation) => await set(invocation, 'running');

const set = async (invocation: Invocation, state: SwitchState): Promise<0> => {
  const api = await invocation.context.api();
  tell(invocation, await api.call(endpoints.switch.set, { body: { state } }));
  return 0;
};

const tell = (invocation: Invocation, answer: { readonly state: SwitchState }): void => {
  const { style } = invocation.context.terminal;
  present(invocation, answer, () =>
    answer.state === 'stopped'
      ? `${style.bad('Thrown')}: no host begins anything; hosts under way finish safely. \`slipway switch release\` lets rollouts go on.\n`
      : 'Not thrown: rollouts run.\n',
  );
};
