import { endpoints, type PlanDifferenceAnswer } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { findPlan, present } from './common/index.ts';
import { changeText, hostnamesOf } from './plan-page/index.ts';

export const planDiff: Action = async (invocation) => {
  const { context, args } = invocation;
  const api = await context.api();
  const [before = '', after = ''] = args;
  const digest = await findPlan(api, before);
  const query = { with: await findPlan(api, after) };
  const difference = await api.call(endpoints.plans.difference, { params: { digest }, query });
  const hostnames = await hostnamesOf(api);
  present(invocation, difference, () => textOf(difference, (hostId) => hostnames.get(hostId) ?? hostId));
  return 0;
};

const textOf = (difference: PlanDifferenceAnswer, nameOf: (hostId: string) => string): string => {
  if (difference.isSame) return 'The two are the same plan.\n';
  const { hostsAdded, hostsRemoved, hostsChanged, movedWaves, waveCount, rules } = difference;
  const names = (ids: readonly string[]): string => ids.map(nameOf).join(', ');
  return [
    ...(hostsAdded.length === 0 ? [] : [`Hosts added: ${names(hostsAdded)}`]),
    ...(hostsRemoved.length === 0 ? [] : [`Hosts removed: ${names(hostsRemoved)}`]),
    ...(waveCount.before === waveCount.after ? [] : [`Waves: ${waveCount.before} -> ${waveCount.after}`]),
    ...movedWaves.map(({ hostId, from, to }) => `${nameOf(hostId)}: wave ${from} -> ${to}`),
    ...(rules.length === 0 ? [] : [`Rules and bounds that differ: ${rules.join(', ')}`]),
    ...hostsChanged.flatMap(({ hostId, added, removed, changed, parts }) => [
      `${nameOf(hostId)}:`,
      ...added.map((change) => `  now also: ${changeText(change)}`),
      ...removed.map((change) => `  no longer: ${changeText(change)}`),
      ...changed.map(({ before, after }) => `  ${changeText(before)}, now ${changeText(after)}`),
      ...(parts.length === 0 ? [] : [`  also differs in: ${parts.join(', ')}`]),
    ]),
  ]
    .map((line) => `${line}\n`)
    .join('');
};
