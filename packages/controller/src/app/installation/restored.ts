// A controller that was started from a backup knows what was so at the backup, and nothing since: who approved, what was
// withdrawn, which hosts began. So nothing goes on by itself. Generations rise above what agents report when planning.

import { type Reason, reason } from '@slipway/core/reasons';
import { stopRollout } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { Page, PageRequest, StoreView } from '../../ports/index.ts';
import type { AppPorts } from '../context.ts';
import { everyHost } from '../fleet/index.ts';
import { tellChanged } from '../rollout/index.ts';

const PAGE = 500;

/** In one write, before anything else runs on the restored store. `from` names the backup, for the audit. */
export const settleRestored = async (
  ports: Pick<AppPorts, 'clock' | 'ids' | 'store'>,
  from: string,
): Promise<{ readonly rolloutsStopped: number; readonly plansWithoutApproval: number }> => {
  const now = ports.clock.now();
  const incarnation = ports.ids.named('incarnation');
  return await ports.store.write(async (change) => {
    const rolloutsStopped = await stopRollouts(change, { why: reason('paused-by-restore'), at: now });
    const grantsWithdrawn = await endGrants(change, now);
    const plansWithoutApproval = await voidApprovals(change);
    await change.access.setSetting('incarnation', incarnation);
    await change.access.setSetting('restored-at', now);
    await change.access.addAuditEvent({
      at: now,
      who: 'restore',
      action: 'controller.restore',
      object: incarnation,
      facts: { from, rolloutsStopped, grantsWithdrawn, plansWithoutApproval },
    });
    return { rolloutsStopped, plansWithoutApproval };
  });
};

const stopRollouts = async (
  change: StoreView,
  { why, at }: { readonly why: Reason; readonly at: Instant },
): Promise<number> => {
  let stopped = 0;
  for (const { revision, value } of await change.rollouts.openRollouts()) {
    // One that is being aborted starts nobody, and one that was stopped already keeps its own reason.
    const next = stopRollout(value, why);
    if (!next.ok) continue;
    await change.rollouts.saveRollout({ revision, value: next.value });
    await tellChanged(change, { before: value, after: next.value, revision, at });
    stopped += 1;
  }
  return stopped;
};

/** A host that holds one may begin until its latest start; saying that it is withdrawn is all that can be done about it. */
const endGrants = async (change: StoreView, now: Instant): Promise<number> => {
  let withdrawn = 0;
  for (const { hostId } of await everyHost(change)) {
    for (const grant of await change.rollouts.grantsOf(hostId)) {
      if (grant.state !== 'standing') continue;
      await change.rollouts.putGrant({ ...grant, state: now < grant.latestStartAt ? 'withdrawn' : 'ended' });
      withdrawn += 1;
    }
  }
  return withdrawn;
};

/** All of them: whether one was taken back after the backup nobody can know. People approve again what they still want. */
const voidApprovals = async (change: StoreView): Promise<number> => {
  let voided = 0;
  for await (const { digest } of pagesOf(async (page) => await change.plans.plans(page))) {
    if ((await change.approvals.approvalsOf(digest)).length === 0) continue;
    await change.approvals.voidApprovals(digest);
    voided += 1;
  }
  return voided;
};

async function* pagesOf<T>(read: (page: PageRequest) => Promise<Page<T>>): AsyncGenerator<T> {
  let after: string | null = null;
  do {
    const page: Page<T> = await read({ after, limit: PAGE });
    yield* page.items;
    after = page.next;
  } while (after !== null);
}
