// All checks of a host's plan, asked again by its root: of agents that can, and whose newest attempt is the one of this rollout.

import type { CheckAgain } from '@slipway/core/check';
import { stepEvents } from '@slipway/core/execution';
import type { CheckAnswer } from '@slipway/core/gates';
import type { HostId } from '@slipway/core/ids';
import { evidenceAt, type ReadingSubject } from '@slipway/core/reading';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { capabilityFor, readingsOf } from '../readings/index.ts';
import type { StandingGate } from './standing.ts';

export interface AskedHost {
  readonly hostId: HostId;
  readonly hostname: string;
  readonly subject: ReadingSubject;
}

/** `null`: its checks are asked one by one, as far as they can be. */
export const askedWhole = async (
  view: StoreView,
  { planDigest }: Pick<StandingGate, 'planDigest'>,
  { hostId, hostname, attemptId }: StandingGate['hosts'][number],
): Promise<AskedHost | null> => {
  const plan = await view.plans.plan(planDigest);
  const digest = plan?.header.hostPlans.find((listed) => listed.hostId === hostId)?.digest;
  if (digest === undefined) return null;
  const subject: ReadingSubject = { kind: 'checks', hostPlanDigest: digest };
  const capabilities = (await view.fleet.host(hostId))?.value.contact?.capabilities ?? [];
  if (!capabilities.includes(capabilityFor(subject))) return null;
  // Root has the checks of the newest alone.
  const begun = stepEvents(await view.fleet.ledger(hostId, 1)).findLast(({ kind }) => kind === 'attempt-begun');
  return begun?.attemptId === attemptId ? { hostId, hostname, subject } : null;
};

export const wholeAnswers = async (
  app: App,
  view: StoreView,
  hosts: readonly AskedHost[],
): Promise<readonly CheckAnswer[]> => {
  const answers: CheckAnswer[] = [];
  for (const { hostId, hostname, subject } of hosts) {
    const taken = (await readingsOf(app, view, { hostIds: [hostId], subject })).get(hostId);
    const { reading = null, receivedAt = null } = taken ?? {};
    if (reading === null || receivedAt === null) {
      answers.push({ hostname, check: 'its checks', state: null, found: 'it is asked with its check-ins', at: null });
      continue;
    }
    const at = evidenceAt(reading, receivedAt);
    if (reading.checks === undefined) {
      answers.push({ hostname, check: 'its checks', state: reading.state, found: reading.text, at });
    }
    for (const one of reading.checks ?? []) {
      answers.push({ hostname, check: one.asked, state: stateOf(one), found: one.detail, at });
    }
  }
  return answers;
};

/** What was ill before the change is no fault of it, as in the step verify: the host has judged. */
const stateOf = ({ judged, state }: CheckAgain): CheckAnswer['state'] => {
  if (judged !== 'not-well') return 'ok';
  return state === 'unknown' ? 'unknown' : 'critical';
};
