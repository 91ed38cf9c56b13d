// Rollouts: where every host is, and why.

import type { HostId, RolloutId } from '@slipway/core/ids';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { Rollout, RolloutHost } from '@slipway/core/rollout';
import type { ExplainedRolloutAnswer, RolloutSummary } from '@slipway/protocol/api';
import { mapPage, type Page, type PageRequest, type StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { causeTableOf, failuresOfHosts } from '../diagnosis/index.ts';
import { rollbacksOf } from '../rollback/index.ts';
import { explainRollout, newestAttempt } from '../rollout/index.ts';
import { approvedBy } from './approved-by.ts';
import { hostnamesIn } from './hostnames.ts';

export const listRollouts = async (app: App, page: PageRequest): Promise<Page<RolloutSummary>> =>
  mapPage(await app.ports.store.read(async ({ rollouts }) => await rollouts.rollouts(page)), summaryOf);

const summaryOf = (rollout: Rollout): RolloutSummary => {
  const { rolloutId, planDigest, environment, state, startedAt, endedAt, reason, hosts } = rollout;
  const phases: Record<string, number> = {};
  for (const { phase } of hosts) phases[phase] = (phases[phase] ?? 0) + 1;
  return { rolloutId, planDigest, environment, state, startedAt, endedAt, reason, hosts: hosts.length, phases };
};

/** What failed is read out of ledgers: shown where somebody asks once, left out where the same is asked every few seconds. */
export const showRollout = async (
  app: App,
  rolloutId: RolloutId,
  failures: 'told' | 'left-out',
): Promise<Outcome<ExplainedRolloutAnswer>> => {
  const explained = await explainRollout(app, rolloutId);
  if (!explained.ok) return explained;
  const { rollout, gates, waiting, ending, budget } = explained.value;
  const hostIds = rollout.hosts.map(({ hostId }) => hostId);
  const { planDigest, startedAt } = rollout;
  const approval = await app.ports.store.read(async (view) => await approvedBy(view, planDigest, startedAt));
  const back = await app.ports.store.read(async (view) => await wayBackOf(view, rollout));
  const hostnames = Object.fromEntries(await hostnamesOf(app, hostIds));
  return ok({
    rollout,
    waiting,
    hostnames,
    budget,
    ...(failures === 'told' ? { ...(await failuresIn(app, rollout)), ...(await leftIn(app, rollout)) } : {}),
    ...(gates.length === 0 ? {} : { gates }),
    ...(ending === null ? {} : { ending }),
    ...(approval === null ? {} : { approval }),
    ...back,
  });
};

/** What takes it back, and what it takes back itself. */
const wayBackOf = async (
  view: StoreView,
  { rolloutId, planDigest }: Rollout,
): Promise<Pick<ExplainedRolloutAnswer, 'rollbacks' | 'takesBack'>> => {
  const rollbacks: NonNullable<ExplainedRolloutAnswer['rollbacks']>[number][] = [];
  for (const request of await rollbacksOf(view, rolloutId)) {
    const { planRequestId, author, requestedAt, state, onlyHosts = [], rollback } = request;
    const started = request.planDigest === null ? [] : await view.rollouts.rolloutsOf(request.planDigest);
    rollbacks.push({
      ...{ planRequestId, author, requestedAt, state, planDigest: request.planDigest },
      ...{ why: rollback?.why ?? '', hosts: onlyHosts.length, rolloutId: started.at(-1)?.rolloutId ?? null },
    });
  }
  const takesBack = (await view.plans.plan(planDigest))?.rollback;
  return { ...(rollbacks.length === 0 ? {} : { rollbacks }), ...(takesBack === undefined ? {} : { takesBack }) };
};

/** Ledgers that are read for one page; people look at the first ones. */
const FAILED_HOSTS_MAX = 20;
const WELL: ReadonlySet<RolloutHost['phase']> = new Set(['done', 'part-done', 'excused', 'waiting', 'granted']);

const failuresIn = async (
  app: App,
  { hosts }: Rollout,
): Promise<Pick<ExplainedRolloutAnswer, 'failures' | 'furtherFailedHosts'>> => {
  const table = await causeTableOf(app);
  const failed = hosts.flatMap(({ hostId, attemptId, phase }) =>
    attemptId === null || WELL.has(phase) ? [] : [{ hostId, attemptId }],
  );
  const { failures, furtherHosts } = await app.ports.store.read(
    async (view) => await failuresOfHosts(view, table, { hosts: failed, hostsMax: FAILED_HOSTS_MAX }),
  );
  return {
    ...(failures.length === 0 ? {} : { failures: [...failures] }),
    ...(furtherHosts === 0 ? {} : { furtherFailedHosts: furtherHosts }),
  };
};

const leftIn = async (app: App, { hosts }: Rollout): Promise<Pick<ExplainedRolloutAnswer, 'leftBeside'>> =>
  await app.ports.store.read(async (view) => {
    const left: NonNullable<ExplainedRolloutAnswer['leftBeside']>[number][] = [];
    for (const { hostId, attemptId } of hosts) {
      const { attempt, leftBeside } = await newestAttempt(view, hostId);
      if (attemptId !== null && attempt?.attemptId === attemptId && leftBeside > 0) {
        left.push({ hostId, files: leftBeside });
      }
    }
    return left.length === 0 ? {} : { leftBeside: left };
  });

export const hostnamesOf = async (app: App, hostIds: readonly HostId[]): Promise<ReadonlyMap<HostId, string>> =>
  await app.ports.store.read(async (view) => await hostnamesIn(view, hostIds));
