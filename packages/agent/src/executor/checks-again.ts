// The checks of the newest plan, asked again outside of its attempt: of the plan that root keeps, under the measurements that its
// ledger has, judged as the step verify judges. Nothing is changed, and nothing is written but the answer.

import type { CheckAgain } from '@slipway/core/check';
import { digestOf } from '@slipway/core/document';
import { type AttemptSummary, adoptionOf, stepEvents, summariseAttempt } from '@slipway/core/execution';
import type { Digest } from '@slipway/core/ids';
import { LINE_LENGTH_MAX, type Reading, readingOfChecks, readingUnknown } from '@slipway/core/reading';
import type { ChecksQuestion } from '../ports/index.ts';
import { answerQuestion } from './answer-question.ts';
import { factsOf } from './attempt.ts';
import type { ExecutorPorts } from './context.ts';
import { excusedUnits, measureAfter } from './steps/index.ts';

export type ChecksAgainPorts = Pick<
  ExecutorPorts,
  'checks' | 'clock' | 'crypto' | 'hooks' | 'ledger' | 'planOfAttempt' | 'services'
> & { readonly question: ChecksQuestion };

/** What one message takes; a plan has a handful. */
const TOLD_MAX = 100;

export const answerChecks = async (ports: ChecksAgainPorts): Promise<number> =>
  await answerQuestion(ports, async (hostPlanDigest) => await checksAgain(ports, hostPlanDigest));

const checksAgain = async (ports: ChecksAgainPorts, hostPlanDigest: Digest): Promise<Reading> => {
  const { clock, crypto, ledger, planOfAttempt } = ports;
  // What it says is not newer than its beginning.
  const takenAt = clock.now();
  const before = await standing(ports, hostPlanDigest);
  if (typeof before === 'string') return readingUnknown(before, takenAt);
  const kept = await planOfAttempt.kept();
  if (kept === null || digestOf(kept.hostPlan, crypto.sha256) !== hostPlanDigest) {
    return readingUnknown('root no longer keeps that plan', takenAt);
  }
  const { hostPlan } = kept;
  const measured = { ports, hostPlan, ...factsOf(before) };
  const { checks } = await measureAfter(measured, await excusedUnits(measured));
  // Begun meanwhile: half of this was seen through its changes.
  const after = await standing(ports, hostPlanDigest);
  if (typeof after === 'string') return readingUnknown(after, takenAt);
  if ((await ledger.read()).some((entry) => 'attemptId' in entry && entry.at > takenAt)) {
    return readingUnknown('an attempt began while they were asked', takenAt);
  }
  return told(checks, takenAt);
};

/** The attempt that these checks are about; a text says why there is none to hold them against. */
const standing = async ({ ledger }: ChecksAgainPorts, hostPlanDigest: Digest): Promise<AttemptSummary | string> => {
  if ((await ledger.broken()) !== null) return 'the ledger is broken';
  const entries = await ledger.read();
  if (adoptionOf(entries).mode !== 'adopted') return 'the host is only observed';
  const begun = stepEvents(entries).findLast(({ kind }) => kind === 'attempt-begun');
  const attempt = begun === undefined ? null : summariseAttempt(entries, begun.attemptId);
  if (attempt === null) return 'no attempt has begun here';
  if (attempt.hostPlanDigest !== hostPlanDigest) return 'its newest attempt is under another plan';
  if (attempt.ended === null) return 'an attempt is under way';
  const { outcome } = attempt.ended;
  return outcome === 'done' || outcome === 'part-done' ? attempt : 'its newest attempt is not done';
};

const told = (checks: Awaited<ReturnType<typeof measureAfter>>['checks'], takenAt: Reading['takenAt']): Reading => {
  const again = checks.map(
    ({ asked, state, detail, judged = 'not-well' }): CheckAgain => ({
      asked: asked.slice(0, LINE_LENGTH_MAX),
      state,
      detail: detail.slice(0, LINE_LENGTH_MAX),
      judged,
    }),
  );
  const reading = readingOfChecks(again, takenAt);
  // Those that are not well first: of more than a message takes, they are what somebody has to see.
  const sorted = again.toSorted((a, b) => Number(a.judged !== 'not-well') - Number(b.judged !== 'not-well'));
  return again.length <= TOLD_MAX ? reading : { ...reading, checks: sorted.slice(0, TOLD_MAX) };
};
