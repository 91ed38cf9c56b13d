// Applying: the check, what it would touch, a yes, and the replacement, against the one revision that all of it was about.

import type { Policy } from '@slipway/core/policy';
import { endpoints, type PolicyEffectAnswer, type StoredPolicy } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import type { Api } from '../connection/index.ts';
import { refused, wrongUse } from '../exit/index.ts';
import { checkPolicyText, policyText, revisionNoted } from '../policy-file/index.ts';
import { confirmed, present } from './common/index.ts';
import { effectText, newConflicts, problemsText, readPolicyFile, tellProblems } from './policy-page/index.ts';

export const policyDiff: Action = async (invocation) => {
  const given = await readPolicyFile(invocation);
  if (given.policy === null) return await tellProblems(invocation, given);
  const api = await invocation.context.api();
  const effect = await api.call(endpoints.policy.effect, { body: given.policy });
  present(invocation, effect, () => effectText(effect, invocation));
  return newConflicts(effect).length === 0 ? 0 : 6;
};

export const policyApply: Action = async (invocation) => {
  const given = await readPolicyFile(invocation);
  if (given.policy === null) return await tellProblems(invocation, given);
  const { policy } = given;
  const madeFrom = invocation.options.number('revision') ?? revisionNoted(given.text);
  return await change(invocation, policy, {
    madeFrom,
    question: 'Apply this policy?',
    besides:
      revisionNoted(given.text) === null
        ? ''
        : `The file still names the revision that it was made from: \`slipway policy show > FILE\` makes it anew, or take that line out.\n`,
    save: async (api, revision) =>
      await api.call(endpoints.policy.replace, { body: policy, headers: ifMatch(revision) }),
  });
};

export const policyRollback: Action = async (invocation) => {
  const [revision = ''] = invocation.args;
  if (!/^[1-9]\d{0,8}$/.test(revision)) throw wrongUse(`"${revision}" is not the number of a revision.`);
  const api = await invocation.context.api();
  const params = { revision };
  const old = await api.call(endpoints.policy.revision, { params });
  // As a file it would be checked so: rules may have come since that it does not meet.
  const { policy, problems } = checkPolicyText(policyText(old.policy, []), invocation.context.zones());
  if (policy === null) {
    const given = { file: `revision ${revision}`, problems };
    present(invocation, given, () => problemsText(given));
    return 6;
  }
  return await change(invocation, policy, {
    madeFrom: null,
    besides: '',
    question: `Take the policy back to what revision ${revision} said?`,
    save: async (_, running) => await api.call(endpoints.policy.rollBack, { params, headers: ifMatch(running) }),
  });
};

interface Wish {
  /** `null`: whatever holds now, as it is shown. */
  readonly madeFrom: number | null;
  readonly question: string;
  /** Said where it was saved. */
  readonly besides: string;
  readonly save: (api: Api, revision: number) => Promise<StoredPolicy>;
}

const change = async (invocation: Invocation, policy: Policy, wish: Wish): Promise<0 | 1 | 6> => {
  const { context, options } = invocation;
  const api = await context.api();
  const effect = await api.call(endpoints.policy.effect, { body: policy });
  const { revision } = effect;
  if (effect.changes.length === 0) {
    present(invocation, { revision, changed: false }, () => `Nothing to do: revision ${revision} says the same.\n`);
    return 0;
  }
  if (wish.madeFrom !== null && wish.madeFrom !== revision) await refuseOlder(api);
  // Always shown, --yes or not; where standard output is for a program, beside it.
  if (options.is('json')) context.terminal.err(effectText(effect, invocation));
  else context.terminal.out(`${effectText(effect, invocation)}\n`);
  if (newConflicts(effect).length > 0) {
    context.terminal.err('Two policies would claim a host. The policy that holds stays as it is.\n');
    return 6;
  }
  if (!(await confirmed(invocation, wish.question))) {
    context.terminal.err('Nothing was changed.\n');
    return 1;
  }
  const saved = await wish.save(api, revision);
  present(invocation, { ...saved, changed: true }, () => savedText(saved, effect) + wish.besides);
  return 0;
};

const savedText = ({ revision }: StoredPolicy, { plans }: PolicyEffectAnswer): string => {
  const keep = plans.some(({ keepsRules }) => keepsRules)
    ? ' Plans and rollouts that exist keep the rules that they were made under; `slipway plan make` plans anew.'
    : '';
  return `The policy holds as revision ${revision}.${keep}\n`;
};

/** As the controller would say it, before anybody reads a difference that is not the one they made. */
const refuseOlder = async (api: Api): Promise<never> => {
  const newest = await api.call(endpoints.policy.show, {});
  throw refused({
    code: 'policy-replaced',
    facts: { revision: newest.revision, who: newest.savedBy, at: newest.savedAt },
  });
};

const ifMatch = (revision: number): Readonly<Record<string, string>> => ({ 'if-match': `"${revision}"` });
