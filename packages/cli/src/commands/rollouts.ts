import { type ExplainedRolloutAnswer, endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { ageText, countText, durationText, reasonText, shortDigest } from '../output/index.ts';
import { failuresText, newest, present, printTable, rolloutIdOf } from './common/index.ts';
import { rolloutPage } from './rollout-page/index.ts';

export const rolloutList: Action = async (invocation) => {
  const items = await newest(invocation, endpoints.rollouts.list, {});
  const now = invocation.context.now();
  printTable(invocation, {
    items,
    columns: [
      { title: 'rollout' },
      { title: 'environment' },
      { title: 'state' },
      { title: 'plan' },
      { title: 'started' },
      { title: 'took' },
      { title: 'hosts' },
      { title: 'reason' },
    ],
    row: (item) => [
      item.rolloutId,
      item.environment,
      item.state,
      shortDigest(item.planDigest),
      ageText(item.startedAt, now),
      item.endedAt === null ? '-' : durationText((Date.parse(item.endedAt) - Date.parse(item.startedAt)) / 1000),
      Object.entries(item.phases)
        .filter(([, count]) => count > 0)
        .map(([phase, count]) => `${count} ${phase}`)
        .join(', '),
      reasonText(item.reason),
    ],
    empty: 'No rollout has been started yet: `slipway rollout start PLAN`.',
  });
  return 0;
};

/** Empty where there is nothing to compare; which files they are stands in the report. */
const leftText = ({ leftBeside = [], rollout }: ExplainedRolloutAnswer, nameOf: (hostId: string) => string): string =>
  leftBeside.length === 0
    ? ''
    : `\nConfiguration files with another version beside them: ${leftBeside
        .map(({ hostId, files }) => `${files} on ${nameOf(hostId)}`)
        .join(', ')}; \`slipway report ${rollout.rolloutId}\` names them.\n`;

export const rolloutShow: Action = async (invocation) => {
  const { context, args } = invocation;
  const api = await context.api();
  const picture = await api.call(endpoints.rollouts.show, { params: { rolloutId: rolloutIdOf(args[0] ?? '') } });
  const { width, style } = context.terminal;
  const { failures = [], furtherFailedHosts = 0, hostnames } = picture;
  const nameOf = (hostId: string): string => hostnames[hostId] ?? hostId;
  present(invocation, picture, () => {
    const page = rolloutPage(picture, { now: context.now(), width, style, rowsMax: null });
    const more =
      furtherFailedHosts === 0 ? '' : `\nand ${countText(furtherFailedHosts, 'host')} more: \`slipway report\`\n`;
    return `${page}${leftText(picture, nameOf)}${failuresText(failures, { width, style, nameOf })}${more}`;
  });
  return 0;
};
