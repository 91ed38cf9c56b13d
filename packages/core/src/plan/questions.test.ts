// The built-in questions to clusters on their way from policy into host plans, and what the checker and the host's own look
// say where a plan has them otherwise.

import {
  aHost,
  anEnvironment,
  anOpensslPatchSet,
  aPlanningInput,
  aPolicy,
  CAPABILITIES,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { resealed } from '../../test/plan/mutation.ts';
import { judgeSteps } from '../execution/index.ts';
import type { HookRule, QuestionRule } from '../policy/index.ts';
import type { ClusterQuestion } from '../question/index.ts';
import { checkPlan, type HostPlan, makePlan, type PlanningInput } from './index.ts';

const RABBIT: ClusterQuestion = { kind: 'rabbitmq', othersMin: 1 };
const ETCD: ClusterQuestion = { kind: 'etcd', lagEntriesMax: 100 };
const rule = (ask: ClusterQuestion, given: Partial<QuestionRule> = {}): QuestionRule => ({
  hosts: 'role = queue',
  ask,
  ...given,
});
const hook = (step: HookRule['step'], timeoutSeconds: number): HookRule => ({
  hosts: 'role = queue',
  step,
  hook: step,
  parameters: {},
  timeoutSeconds,
});

interface Given {
  readonly questions?: readonly QuestionRule[];
  readonly hooks?: readonly HookRule[];
  readonly capabilities?: readonly string[];
}

const inputWith = ({ questions, hooks = [], capabilities = CAPABILITIES }: Given): PlanningInput => {
  const host = aHost({ hostId: 'queue-1', labels: { environment: 'prod', role: 'queue' }, capabilities });
  return aPlanningInput({
    policy: aPolicy({
      environments: [anEnvironment({ name: 'dev' }), anEnvironment({ waves: { canaryHosts: 0, percentMax: 100 } })],
      hooks,
      ...(questions === undefined ? {} : { questions }),
    }),
    hosts: [withProposal(host, anOpensslPatchSet())],
  });
};

const plannedWith = (given: Given) => {
  const input = inputWith(given);
  const { plan, report } = makePlan(input, sha256);
  const hostPlan = plan?.hostPlans[0];
  if (plan === null || hostPlan === undefined) throw new Error(JSON.stringify(report));
  return { input, plan, report, hostPlan };
};
const stepOf = ({ steps }: HostPlan, kind: string) => {
  const { run, timeoutSeconds } = steps.find((step) => step.kind === kind) ?? {};
  return `${run?.how} ${timeoutSeconds}`;
};
const faults = ({ input, plan, report }: Pick<ReturnType<typeof plannedWith>, 'input' | 'plan' | 'report'>) =>
  checkPlan({ plan, report, input, sha256 }).filter(({ severity }) => severity === 'error');

describe('a host plan', () => {
  it('has the bytes that it had where policy asks nothing', () => {
    const { hostPlan, ...rest } = plannedWith({});
    expect(hostPlan).not.toHaveProperty('questions');
    expect([stepOf(hostPlan, 'ask-cluster'), stepOf(hostPlan, 'settle')]).toEqual(['skip 60', 'skip 900']);
    const elsewhere = plannedWith({ questions: [rule(RABBIT, { hosts: 'role = db' })] });
    expect(elsewhere.hostPlan).toEqual(hostPlan);
    expect(faults(rest)).toEqual([]);
  });

  it('has all questions in the order of policy, and the time of the slowest', () => {
    const planned = plannedWith({ questions: [rule(ETCD, { settleSeconds: 1200 }), rule(RABBIT)] });
    expect(planned.hostPlan.questions).toEqual({ asked: [ETCD, RABBIT], askSeconds: 60, settleSeconds: 1200 });
    expect(stepOf(planned.hostPlan, 'ask-cluster')).toBe('built-in 60');
    expect(stepOf(planned.hostPlan, 'settle')).toBe('built-in 1200');
    expect(faults(planned)).toEqual([]);
    expect(judgeSteps(planned.hostPlan).ok).toBe(true);
  });

  it('has the hook of the step as well, each with its own time', () => {
    const planned = plannedWith({
      questions: [rule(RABBIT, { settleSeconds: 100 })],
      hooks: [hook('ask-cluster', 7), hook('settle', 20)],
    });
    expect(stepOf(planned.hostPlan, 'ask-cluster')).toBe('hook 67');
    expect(stepOf(planned.hostPlan, 'settle')).toBe('hook 120');
    expect(faults(planned)).toEqual([]);
  });

  it('is made for an agent that asks, and for no other', () => {
    const without = inputWith({
      questions: [rule(RABBIT)],
      capabilities: CAPABILITIES.filter((one) => one !== 'questions/1'),
    });
    expect(makePlan(without, sha256).report.leftOut).toMatchObject([
      { reason: { code: 'host-lacks-capability', facts: { capability: 'questions/1' } } },
    ]);
  });
});

describe('C28: a plan that does not ask what policy asks', () => {
  const planned = plannedWith({ questions: [rule(RABBIT)], hooks: [hook('settle', 20)] });
  const questions = planned.hostPlan.questions ?? { asked: [], askSeconds: 0, settleSeconds: 0 };
  const { questions: _, ...silent } = planned.hostPlan;
  const withTimeout = (kind: string, timeoutSeconds: number): HostPlan => ({
    ...planned.hostPlan,
    steps: planned.hostPlan.steps.map((step) => (step.kind === kind ? { ...step, timeoutSeconds } : step)),
  });
  const unknown = { kind: 'pacemaker' } as unknown as ClusterQuestion;

  it.each<[string, HostPlan]>([
    ['none', silent],
    ['less of it', { ...planned.hostPlan, questions: { ...questions, asked: [{ ...RABBIT, othersMin: 0 }] } }],
    ['something else', { ...planned.hostPlan, questions: { ...questions, asked: [ETCD] } }],
    ['a kind that nobody knows', { ...planned.hostPlan, questions: { ...questions, asked: [unknown] } }],
    ['for longer', { ...planned.hostPlan, questions: { ...questions, settleSeconds: 86_400 } }],
    ['in a step of another length', withTimeout('ask-cluster', 3600)],
    ['in a hooked step of another length', withTimeout('settle', 20)],
  ])('is no plan: %s', (_case, hostPlan) => {
    const plan = resealed({ ...planned.plan, hostPlans: [hostPlan] });
    expect(faults({ ...planned, plan }).map(({ reason }) => reason.code)).toContain('check-differs-from-policy');
  });

  it('is not begun by the host where its steps and its questions do not agree', () => {
    expect(judgeSteps(silent)).toMatchObject({ ok: false, reason: { code: 'check-step-order' } });
    const steps = planned.hostPlan.steps.map((step) =>
      step.kind === 'settle' ? { ...step, run: { how: 'skip', reason: { code: 'step-no-hook', facts: {} } } } : step,
    ) as HostPlan['steps'];
    expect(judgeSteps({ ...planned.hostPlan, steps })).toMatchObject({ reason: { code: 'check-step-order' } });
  });
});
