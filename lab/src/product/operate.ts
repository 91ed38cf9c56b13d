import type { Digest } from '@slipway/core/ids';
import type { Policy } from '@slipway/core/policy';
import {
  type BodyOf,
  type ExplainedRolloutAnswer,
  endpoints,
  type HostSummary,
  type RolloutReport,
} from '@slipway/protocol/api';
import { LabError } from '../lab-error.ts';
import { until } from '../until.ts';
import type { Api } from './api.ts';

/** apt's lists from a real archive on five hosts at once, beside each other on two cores; or by an emulated one beside other work. */
const REPORT_TIMEOUT_MS = 10 * 60_000;
/** The order goes out with one check-in and is told as obeyed with the next: several times the longest pace that is shipped. */
const ADOPT_TIMEOUT_MS = 10 * 60_000;
/** Twenty packages and what they replace from a real archive, its indexes included. */
const CUT_TIMEOUT_MS = 10 * 60_000;
const PLAN_TIMEOUT_MS = 10 * 60_000;
const ROLLOUT_TIMEOUT_MS = 15 * 60_000;

export async function applyPolicy(api: Api, policy: Policy): Promise<void> {
  const { revision } = await api.ask(endpoints.policy.show);
  await api.ask(endpoints.policy.replace, { body: policy, headers: { 'if-match': `"${revision}"` } });
}

export async function hostsOf(api: Api): Promise<readonly HostSummary[]> {
  return (await api.ask(endpoints.hosts.list, { query: { limit: 1000 } })).items;
}

export async function hostNamedIn(api: Api, hostname: string): Promise<HostSummary> {
  const found = (await hostsOf(api)).find((host) => host.hostname === hostname);
  if (found === undefined) throw new LabError('unknown-host', `the controller knows no ${hostname}`);
  return found;
}

/** Until this many hosts have told what is pending on them. */
export async function untilReported(api: Api, count: number): Promise<readonly HostSummary[]> {
  return until(
    `${count} hosts have reported`,
    async () => {
      const reported = (await hostsOf(api)).filter(({ pending }) => pending !== null);
      return reported.length >= count ? reported : null;
    },
    { timeoutMs: REPORT_TIMEOUT_MS },
  );
}

/** Orders the mode and waits until the hosts say that they obeyed. */
export async function setModes(
  api: Api,
  hosts: readonly Pick<HostSummary, 'hostId'>[],
  mode: 'adopted' | 'observed',
): Promise<void> {
  const order = mode === 'adopted' ? endpoints.hosts.adopt : endpoints.hosts.leave;
  for (const { hostId } of hosts) await api.ask(order, { params: { hostId } });
  await untilMode(api, hosts, mode);
}

export async function untilMode(
  api: Api,
  hosts: readonly Pick<HostSummary, 'hostId'>[],
  mode: 'adopted' | 'observed',
): Promise<void> {
  const wanted = new Set(hosts.map(({ hostId }) => hostId));
  await until(
    `${wanted.size} hosts are ${mode}`,
    async () => {
      const concerned = (await hostsOf(api)).filter(({ hostId }) => wanted.has(hostId));
      return concerned.every((host) => host.mode.reported === mode) ? true : null;
    },
    { timeoutMs: ADOPT_TIMEOUT_MS },
  );
}

/** Asks the host to look at its repositories, and waits until it tells of that update, or of none. */
export async function untilPending(
  api: Api,
  hostId: HostSummary['hostId'],
  update: { readonly name: string; readonly to: string },
): Promise<void> {
  await api.ask(endpoints.hosts.refresh, { params: { hostId } });
  await until(
    `${update.name} ${update.to} is pending on ${hostId}`,
    async () => {
      const { updates } = await api.ask(endpoints.hosts.updates, { params: { hostId } });
      if (updates?.kind !== 'known') return null;
      return updates.updates.some(({ name, to }) => name === update.name && to === update.to) ? true : null;
    },
    { timeoutMs: REPORT_TIMEOUT_MS },
  );
}

export async function cutPatchSet(api: Api, wish: BodyOf<typeof endpoints.patchSets.cut>): Promise<Digest> {
  const { cutId } = await api.ask(endpoints.patchSets.cut, { body: wish });
  return until(
    'the patch set is cut',
    async () => {
      const cut = await api.ask(endpoints.patchSets.showCut, { params: { cutId } });
      if (cut.state === 'failed') throw new LabError('command-failed', `the cut failed: ${JSON.stringify(cut.reason)}`);
      return cut.patchSetDigest;
    },
    { timeoutMs: CUT_TIMEOUT_MS },
  );
}

export async function makePlan(api: Api, environment: string, patchSetDigest: Digest): Promise<Digest> {
  const { planRequestId } = await api.ask(endpoints.plans.make, { body: { environment, patchSetDigest } });
  return until(
    `${environment} is planned`,
    async () => {
      const wish = await api.ask(endpoints.plans.showRequest, { params: { planRequestId } });
      if (wish.state === 'failed' || wish.state === 'empty') {
        const why = JSON.stringify(wish.reason ?? wish.report);
        throw new LabError('command-failed', `no plan for ${environment}: ${why} ${JSON.stringify(wish.report)}`);
      }
      return wish.planDigest;
    },
    { timeoutMs: PLAN_TIMEOUT_MS },
  );
}

export async function approvePlan(api: Api, digest: Digest): Promise<void> {
  await api.ask(endpoints.plans.approve, { params: { digest } });
}

export async function startRollout(api: Api, planDigest: Digest): Promise<string> {
  return (await api.ask(endpoints.rollouts.start, { body: { planDigest } })).rolloutId;
}

export async function showRollout(api: Api, rolloutId: string): Promise<ExplainedRolloutAnswer> {
  return api.ask(endpoints.rollouts.show, { params: { rolloutId } });
}

export async function reportRollout(api: Api, rolloutId: string): Promise<RolloutReport> {
  return api.ask(endpoints.rollouts.report, { params: { rolloutId } });
}

/** Until the picture is as `isSo` wants it; an error with the last picture where that does not come. */
export async function untilRollout(
  api: Api,
  rolloutId: string,
  isSo: (picture: ExplainedRolloutAnswer) => boolean,
  {
    sentence = 'the rollout is over',
    timeoutMs = ROLLOUT_TIMEOUT_MS,
  }: { readonly sentence?: string; readonly timeoutMs?: number } = {},
): Promise<ExplainedRolloutAnswer> {
  let last: ExplainedRolloutAnswer | null = null;
  try {
    return await until(
      sentence,
      async () => {
        last = await showRollout(api, rolloutId);
        return isSo(last) ? last : null;
      },
      { timeoutMs },
    );
  } catch (cause) {
    throw new LabError('not-settled', `${sentence}: ${JSON.stringify(last)}`, { cause });
  }
}

/** Ended, or stopped by itself with nobody under way. */
export function isAtRest({ rollout }: ExplainedRolloutAnswer): boolean {
  const underWay = rollout.hosts.some(({ phase }) => phase === 'granted' || phase === 'away');
  return rollout.endedAt !== null || (rollout.state === 'stopped' && !underWay);
}
