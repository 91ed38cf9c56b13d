// What the cluster is asked, before this host goes and after: the built-in questions first, then the step's hook, and all
// must agree. Whatever is not a yes is asked again until its time is over, and is a no then: unknown, too (C28).

import type { StepRun } from '@slipway/core/execution';
import type { ClusterQuestion, PlannedQuestions } from '@slipway/core/question';
import { type Reason, reason } from '@slipway/core/reasons';
import type { PlannedStep, StepKind } from '@slipway/core/step';
import { msBetween } from '@slipway/core/time';
import type { ClusterAnswer } from '../../ports/index.ts';
import { type AttemptContext, done, failed, type StepResult } from '../context.ts';
import { askHook } from './hook.ts';
import { unbuilt } from './unbuilt.ts';

type Asking = 'mayGo' | 'isWhole';

/** Between two rounds: a cluster that syncs takes seconds to minutes, and a round costs it a query or a process. */
const ASK_AGAIN_MS = 2000;
/** One answer: rabbitmq's own check starts an Erlang machine and waits for a queue's every replica, ten seconds at the worst. */
const ANSWER_MS_MAX = 30_000;
/** So long a yes is worth going on by. Between `ask-cluster` and `drain` lie milliseconds, unless the host stopped there. */
const ANSWER_HOLDS_MS = 10_000;
/** As hooks' output: what travels with the ledger. */
const EVIDENCE_CHARACTERS_MAX = 4000;

/** Also outside of an attempt, before a host is kept from its service. */
export const askCluster = async (context: Asked, step: PlannedStep): Promise<StepResult> =>
  await asked(context, step, { asking: 'mayGo', seconds: context.hostPlan.questions?.askSeconds ?? 0 });

export const settle = async (context: AttemptContext, step: PlannedStep): Promise<StepResult> =>
  await asked(context, step, { asking: 'isWhole', seconds: context.hostPlan.questions?.settleSeconds ?? 0 });

/** `null`: the drain may begin. A drain that only keeps a failed host from its service asks nobody. */
export const askBeforeDrain = async (context: AttemptContext): Promise<StepResult | null> => {
  const { questions } = context.hostPlan;
  if (questions === undefined || hasBegunToReturn(context) || isFresh(context)) return null;
  const answer = await untilYes(context, questions, { asking: 'mayGo', seconds: questions.askSeconds });
  return answer.refused === null ? null : failed(answer.refused, { output: answer.evidence });
};

type Asked = Pick<AttemptContext, 'ports' | 'hostPlan'>;

interface Wish {
  readonly asking: Asking;
  readonly seconds: number;
}

const asked = async (context: Asked, step: PlannedStep, wish: Wish): Promise<StepResult> => {
  const { questions } = context.hostPlan;
  if (questions === undefined) {
    return step.run.how === 'hook' ? await askHook(context.ports, step, step.run.call) : unbuilt(step.kind);
  }
  const answer = await untilYes(context, questions, wish);
  if (answer.refused !== null) return failed(answer.refused, { output: answer.evidence });
  if (step.run.how !== 'hook') return done({ output: answer.evidence });
  // What the plan gives this step is the questions' time and the hook's own.
  const timeoutSeconds = Math.max(1, step.timeoutSeconds - wish.seconds);
  const hooked = await askHook(context.ports, { ...step, timeoutSeconds }, step.run.call);
  const output = [answer.evidence, hooked.evidence?.output ?? ''].filter((text) => text !== '').join('\n');
  return { ...hooked, evidence: { ...hooked.evidence, output: output.slice(-EVIDENCE_CHARACTERS_MAX) } };
};

interface Answered {
  readonly refused: Reason | null;
  readonly evidence: string;
}

const untilYes = async (context: Asked, questions: PlannedQuestions, { asking, seconds }: Wish): Promise<Answered> => {
  const { clock } = context.ports;
  const deadlineMs = clock.monotonicMs() + seconds * 1000;
  for (;;) {
    const answered = await oneRound(context, questions, asking, deadlineMs);
    if (answered.refused === null || clock.monotonicMs() + ASK_AGAIN_MS >= deadlineMs) return answered;
    await clock.sleep(ASK_AGAIN_MS);
  }
};

const oneRound = async (
  { ports }: Asked,
  { asked: all }: PlannedQuestions,
  asking: Asking,
  deadlineMs: number,
): Promise<Answered> => {
  const lines: string[] = [];
  for (const question of all) {
    const leftMs = Math.max(1000, deadlineMs - ports.clock.monotonicMs());
    const answer = await ports.cluster[asking](question, Math.min(ANSWER_MS_MAX, leftMs));
    lines.push(`${question.kind}: ${answer.evidence}`);
    if (answer.answer !== 'yes') return { refused: refusalOf(question, answer, asking), evidence: evidenceOf(lines) };
  }
  return { refused: null, evidence: evidenceOf(lines) };
};

const evidenceOf = (lines: readonly string[]): string => lines.join('\n').slice(-EVIDENCE_CHARACTERS_MAX);

const refusalOf = ({ kind }: ClusterQuestion, { answer, evidence }: ClusterAnswer, asking: Asking): Reason => {
  const facts = { question: kind, detail: evidence };
  if (answer !== 'no') return reason('cluster-unknown', facts);
  return asking === 'mayGo' ? reason('cluster-cannot-spare', facts) : reason('cluster-not-whole', facts);
};

const RETURN: ReadonlySet<StepKind> = new Set(['apply', 'undrain']);

const hasBegunToReturn = ({ attempt }: AttemptContext): boolean =>
  attempt.steps.some(({ step, outcome }) => RETURN.has(step) && outcome !== 'skipped');

/** The yes of `ask-cluster` is moments old and of this boot, and no drain has begun since. */
const isFresh = ({ attempt, conditions }: AttemptContext): boolean => {
  const last = attempt.steps.findLast(({ step }) => step === 'ask-cluster');
  const interrupted = attempt.steps.some(({ step }) => step === 'drain');
  if (last === undefined || last.outcome !== 'done' || interrupted) return false;
  return last.boots.includes(conditions.bootId) && isRecent(last, conditions.now);
};

/** A clock that was set back proves nothing. */
const isRecent = ({ endedAt }: StepRun, now: AttemptContext['conditions']['now']): boolean => {
  if (endedAt === null) return false;
  const ageMs = msBetween(endedAt, now);
  return ageMs >= 0 && ageMs < ANSWER_HOLDS_MS;
};
