import { type BodyOf, endpoints, type RulePackAnswer } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { countText, jsonText } from '../output/index.ts';
import { present, readDocument } from './common/index.ts';

/** Both forms are the document that `rules apply` takes. */
export const rulesShow: Action = async (invocation) => {
  const api = await invocation.context.api();
  const pack = await api.call(endpoints.rules.show, {});
  present(invocation, pack, () => jsonText(pack));
  return 0;
};

export const rulesApply: Action = async (invocation) => {
  const pack = await readDocument(invocation, invocation.args[0] ?? '');
  const api = await invocation.context.api();
  const held = await api.call(endpoints.rules.replace, { body: pack as BodyOf<typeof endpoints.rules.replace> });
  present(invocation, held, () => `${namesOf(held)} Deadlines follow at once.\n`);
  return 0;
};

const namesOf = ({ rules }: RulePackAnswer): string =>
  rules.length === 0
    ? 'No rule holds: nothing has a deadline.'
    : `${countText(rules.length, 'rule holds', 'rules hold')}: ${rules.map(({ name }) => name).join(', ')}.`;
