// From a wish for a plan to what came of it.

import { endpoints, type PlanRequestAnswer } from '@slipway/protocol/api';
import type { Invocation } from '../command/index.ts';
import { type Api, awaitResult } from '../connection/index.ts';
import { durationText, reasonText } from '../output/index.ts';
import { present } from './common/index.ts';
import { leftOutText, planningHostnames } from './plan-page/index.ts';

/** Waits for it unless told otherwise, and says what the next step is. */
export const followPlanRequest = async (invocation: Invocation, api: Api, first: PlanRequestAnswer): Promise<0 | 1> => {
  const { context, options } = invocation;
  const { terminal } = context;
  if (!options.is('wait')) {
    present(
      invocation,
      first,
      () => `${first.planRequestId} is asked for. \`slipway plan list\` shows what came of it.\n`,
    );
    return 0;
  }
  const result = await awaitResult<PlanRequestAnswer>({
    first,
    isDone: ({ state }) => state !== 'gathering',
    look: async () => await api.call(endpoints.plans.showRequest, { params: { planRequestId: first.planRequestId } }),
    sleep: context.sleep,
    seen: ({ state, proposalsUntil }) => {
      if (state !== 'gathering') return;
      const left = (Date.parse(proposalsUntil) - context.now().getTime()) / 1000;
      // In a pipe a count-down would be a line per second.
      const wait = terminal.isInteractive ? ` for at most ${durationText(left)}` : '';
      terminal.status(`${first.planRequestId}: waiting${wait} for the hosts' own proposals`);
    },
  });
  return await tell(invocation, api, result);
};

const tell = async (invocation: Invocation, api: Api, result: PlanRequestAnswer): Promise<0 | 1> => {
  const { terminal } = invocation.context;
  const { report, planDigest } = result;
  const reason = result.reason ?? { code: 'plan-empty', facts: {} };
  if (invocation.options.is('json')) {
    present(invocation, result, () => '');
  } else if (report !== null) {
    terminal.out(leftOutText(report, await planningHostnames(api, report), terminal.width));
  }
  if (planDigest === null) {
    terminal.err(`slipway: ${reasonText(reason)}\n`);
    return 1;
  }
  const { approved, notPromoted } = await api.call(endpoints.plans.show, { params: { digest: planDigest } });
  if (approved.reason !== null && ENDED.has(approved.reason.code)) {
    // What is planned again without a change is the same document, and what was said of it stands.
    terminal.err(
      `slipway: Nothing changed since this plan was made, ${planDigest}. ${reasonText(approved.reason)}\n` +
        'Another plan comes of `--leave-out HOST=WHY`, of another patch set, or of another policy.\n' +
        `The same one is asked for again by \`slipway plan ask-again ${planDigest} --why …\`.\n`,
    );
    return 1;
  }
  if (!invocation.options.is('json')) {
    if (notPromoted != null) terminal.out(`Note: ${reasonText(notPromoted)} Until then nothing of this plan begins.\n`);
    const then = approved.reason === null ? `rollout start ${planDigest} --watch` : `plan approve ${planDigest}`;
    terminal.out(`${planDigest}\nNext: \`slipway plan show ${planDigest}\`, then \`slipway ${then}\`\n`);
  }
  return 0;
};

/** Nothing that is done with such a plan helps. */
const ENDED: ReadonlySet<string> = new Set(['plan-refused', 'change-request-ended']);
