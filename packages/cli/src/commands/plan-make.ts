import type { Digest } from '@slipway/core/ids';
import { type BodyOf, endpoints, type PlanRequestAnswer } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { type Api, awaitResult, firstItems } from '../connection/index.ts';
import { wrongUse } from '../exit/index.ts';
import { durationText, reasonText } from '../output/index.ts';
import { findHost, findPatchSet, given, present } from './common/index.ts';
import { leftOutText, planningHostnames } from './plan-page/index.ts';

type Overrides = NonNullable<BodyOf<typeof endpoints.plans.make>['overrides']>;

export const planMake: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const { terminal } = context;
  const api = await context.api();
  const chosen = options.text('patchSet');
  const patchSetDigest = chosen === null ? await newestPatchSet(api) : await findPatchSet(api, chosen);
  const first = await api.call(endpoints.plans.make, {
    body: {
      environment: args[0] ?? '',
      ...given({ policyName: options.text('policy') }),
      patchSetDigest,
      overrides: await overridesOf(api, invocation),
    },
  });
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

const newestPatchSet = async (api: Api): Promise<Digest> => {
  const [newest] = await firstItems(api, endpoints.patchSets.list, { asked: {}, limit: 1 });
  if (newest === undefined) throw wrongUse('No patch set has been cut yet: `slipway patch-set cut`.');
  return newest.digest;
};

const overridesOf = async (api: Api, { options }: Invocation): Promise<Overrides> => {
  const leftOut: Overrides[number][] = [];
  for (const [name, why] of Object.entries(options.pairs('leaveOut'))) {
    leftOut.push({ kind: 'leave-out', hostId: (await findHost(api, name)).hostId, why });
  }
  const removals = Object.entries(options.pairs('allowRemoval')).map(
    ([name, why]) => ({ kind: 'allow-removal', package: name, why }) as const,
  );
  return [...leftOut, ...removals];
};
