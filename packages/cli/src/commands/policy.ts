import { type BodyOf, endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { jsonText } from '../output/index.ts';
import { present, readDocument } from './common/index.ts';

/** Both forms are JSON: the document alone, or with its revision. */
export const policyShow: Action = async (invocation) => {
  const api = await invocation.context.api();
  const stored = await api.call(endpoints.policy.show, {});
  present(invocation, stored, () => jsonText(stored.policy));
  return 0;
};

export const policyApply: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const policy = await readDocument(invocation, args[0] ?? '');
  const api = await context.api();
  const revision = options.number('revision') ?? (await api.call(endpoints.policy.show, {})).revision;
  const stored = await api.call(endpoints.policy.replace, {
    body: policy as BodyOf<typeof endpoints.policy.replace>,
    headers: { 'if-match': `"${revision}"` },
  });
  present(invocation, stored, () =>
    stored.revision === revision
      ? `Revision ${revision} says the same already.\n`
      : `The policy holds as revision ${stored.revision}. Plans that exist keep the rules that they were made under.\n`,
  );
  return 0;
};
