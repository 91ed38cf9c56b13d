// What people do with a fleet, in order; each word is said until it is answered.

import type { Digest, RolloutId } from '@slipway/core/ids';
import type { Policy } from '@slipway/core/policy';
import { endpoints } from '@slipway/protocol/api';
import { Refused, type WirePeople } from './people.ts';
import { sleepAsLong } from './real-time.ts';

const LOOK_MS = 500;
/** Between looks at lists of the whole fleet. */
const LIST_MS = 2000;
const PAGE = 1000;

/** What they wait for, and no longer than that. */
export interface Story {
  readonly people: WirePeople;
  /** Throws where the run is over: it took too long, or a host could not live. */
  readonly goesOn: () => void;
}

export const eventually = async <T>(
  { goesOn }: Pick<Story, 'goesOn'>,
  look: () => Promise<T | null>,
  everyMs = LOOK_MS,
): Promise<T> => {
  for (;;) {
    goesOn();
    const seen = await look();
    if (seen !== null) return seen;
    await sleepAsLong(everyMs);
  }
};

export const setPolicy = async ({ people }: Story, policy: Policy): Promise<void> => {
  const { revision } = await people.ask(endpoints.policy.show);
  await people
    .ask(endpoints.policy.replace, { body: policy as never, headers: { 'if-match': `"${revision}"` } })
    // The answer to the first time was lost.
    .catch(unless('policy-replaced'));
};

export const enrolmentToken = async (
  { people }: Story,
  labels: Readonly<Record<string, string>>,
  uses: number,
): Promise<string> => (await people.ask(endpoints.enrolment.create, { body: { labels, uses } })).token;

/** Which of the fleet; left out: all. */
interface Selected {
  readonly environment?: string;
}

/** By name, those that have reported. */
const reportedHosts = async ({ people }: Story, selected: Selected) =>
  (await everyHost(people, selected)).filter(({ inventoryReceivedAt }) => inventoryReceivedAt !== null);

export const everyHost = async (people: WirePeople, selected: Selected = {}) => {
  type Page = Awaited<ReturnType<typeof people.ask<typeof endpoints.hosts.list>>>;
  const all: Page['items'][number][] = [];
  let after: string | null = null;
  do {
    const query = { limit: PAGE, ...selected, ...(after === null ? {} : { after }) };
    const page: Page = await people.ask(endpoints.hosts.list, { query });
    all.push(...page.items);
    after = page.next;
  } while (after !== null);
  return all;
};

/** Eight at a time: one person's browser. */
const ADOPTING = 8;

/** Answers when `count` of them say that they are. */
export const adoptAll = async (story: Story, count: number, selected: Selected = {}): Promise<void> => {
  const waiting = [
    ...(await eventually(
      story,
      async () => {
        const reported = await reportedHosts(story, selected);
        return reported.length >= count ? reported : null;
      },
      LIST_MS,
    )),
  ];
  const next = async (): Promise<void> => {
    for (let host = waiting.shift(); host !== undefined; host = waiting.shift()) {
      await story.people.ask(endpoints.hosts.adopt, { params: { hostId: host.hostId } });
    }
  };
  await Promise.all(Array.from({ length: ADOPTING }, next));
  await eventually(
    story,
    async () => ((await reportedHosts(story, selected)).filter(isAdopted).length >= count ? true : null),
    LIST_MS,
  );
};

const isAdopted = ({ mode }: { readonly mode: { readonly reported: string } }): boolean => mode.reported === 'adopted';

export const cut = async (story: Story): Promise<Digest> => {
  const { cutId } = await story.people.ask(endpoints.patchSets.cut, { body: { scope: 'security' } as never });
  return await eventually(story, async () => {
    const its = await story.people.ask(endpoints.patchSets.showCut, { params: { cutId } });
    if (its.state === 'failed') throw new Error(`the cut failed: ${JSON.stringify(its)}`);
    return (its.patchSetDigest ?? null) as Digest | null;
  });
};

/** Plans and approves. */
export const approvedPlan = async (story: Story, environment: string, patchSetDigest: Digest): Promise<Digest> => {
  const { people } = story;
  const { planRequestId } = await people.ask(endpoints.plans.make, { body: { environment, patchSetDigest } as never });
  const planDigest = await eventually(story, async () => {
    const its = await people.ask(endpoints.plans.showRequest, { params: { planRequestId } as never });
    if (its.state === 'gathering') return null;
    if (its.planDigest === null) throw new Error(`no plan for ${environment}: ${JSON.stringify(its).slice(0, 2000)}`);
    return its.planDigest as Digest;
  });
  await people.ask(endpoints.plans.approve, { params: { digest: planDigest } as never, body: {} });
  return planDigest;
};

/** Plans, approves and starts; answers when it has ended, however. */
export const rollOut = async (story: Story, environment: string, patchSetDigest: Digest) =>
  await carriedOut(story, await approvedPlan(story, environment, patchSetDigest));

/** Starts an approved plan; answers when its rollout has ended, however. */
export const carriedOut = async (story: Story, planDigest: Digest) => {
  const { people } = story;
  const rolloutId = await started(story, planDigest);
  return await eventually(story, async () => {
    const summary = await summaryOf(people, planDigest);
    if (summary?.rolloutId !== rolloutId) throw new Error(`rollout ${rolloutId} of plan ${planDigest} is gone`);
    return summary.endedAt === null ? null : summary;
  });
};

/** Whose answer was lost has begun all the same. */
const started = async ({ people }: Story, planDigest: Digest): Promise<RolloutId> => {
  try {
    return (await people.ask(endpoints.rollouts.start, { body: { planDigest } })).rolloutId;
  } catch (error) {
    const begun = error instanceof Refused ? await summaryOf(people, planDigest) : null;
    if (begun === null) throw error;
    return begun.rolloutId;
  }
};

/** `null`: it has not begun. */
export const summaryOf = async (people: WirePeople, planDigest: Digest) =>
  (await people.ask(endpoints.rollouts.list, { query: { limit: PAGE } })).items.find(
    (one) => one.planDigest === planDigest,
  ) ?? null;

const unless =
  (...codes: readonly string[]) =>
  (error: unknown): void => {
    if (!(error instanceof Refused && codes.includes(error.code))) throw error;
  };
