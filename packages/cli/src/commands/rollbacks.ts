import { type BodyOf, endpoints, type RollbackScopeAnswer } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { countText } from '../output/index.ts';
import { confirmed, given, present, rolloutIdOf } from './common/index.ts';
import { followPlanRequest } from './plan-request.ts';
import { rollbackPage } from './rollback-page/index.ts';

export const rollbackShow: Action = async (invocation) => {
  const scope = await scopeOf(invocation);
  present(invocation, scope, () => rollbackPage(scope, invocation.context.terminal));
  return 0;
};

/** The scope is shown before anybody is asked: what a rollback does not undo must not be found out afterwards. */
export const rollbackMake: Action = async (invocation) => {
  const { context, options } = invocation;
  const scope = await scopeOf(invocation);
  const { rolloutId } = scope;
  if (!options.is('json')) context.terminal.out(`${rollbackPage(scope, context.terminal)}\n`);
  const hosts = scope.hosts.filter(({ reason }) => reason === null).length;
  if (hosts > 0 && !(await confirmed(invocation, questionOf(scope, hosts, options.texts('quarantine'))))) return 1;
  const api = await context.api();
  const first = await api.call(endpoints.rollbacks.make, { params: { rolloutId }, body: bodyOf(invocation) });
  return await followPlanRequest(invocation, api, first);
};

const questionOf = ({ rolloutId, versions }: RollbackScopeAnswer, hosts: number, names: readonly string[]): string => {
  const kept = versions.filter(
    ({ name, isQuarantined }) => !isQuarantined && (names.length === 0 || names.includes(name)),
  );
  const keep = kept.length === 0 ? '' : `Keep ${countText(kept.length, 'version')} from all hosts at once, and plan`;
  return `${keep === '' ? 'Plan' : keep} to take ${countText(hosts, 'host')} of ${rolloutId} back?`;
};

const bodyOf = ({ options }: Invocation): BodyOf<typeof endpoints.rollbacks.make> => {
  const names = options.texts('quarantine');
  return {
    ...given({ hosts: options.text('hosts'), withinSeconds: options.number('within') }),
    why: options.need('why'),
    ...(names.length === 0 ? {} : { quarantine: [...names] }),
  };
};

const scopeOf = async ({ context, args, options }: Invocation): Promise<RollbackScopeAnswer> => {
  const api = await context.api();
  const params = { rolloutId: rolloutIdOf(args[0] ?? '') };
  return await api.call(endpoints.rollbacks.scope, { params, query: given({ hosts: options.text('hosts') }) });
};
