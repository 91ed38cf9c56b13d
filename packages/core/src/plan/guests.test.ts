// Guests on the way from inventory and policy into host plans.

import {
  aHost,
  anEnvironment,
  anInventory,
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
import type { GuestLook, GuestRules, GuestState } from '../guest/index.ts';
import type { RebootRule } from '../policy/index.ts';
import { policyProblems } from '../policy/index.ts';
import { asInstant } from '../time/index.ts';
import { checkPlan, type HostPlan, makePlan } from './index.ts';

const STOP: GuestRules = { choice: 'stop', guestSeconds: 120, order: ['db'] };
const look = (...states: readonly GuestState[]): GuestLook => ({
  kind: 'known',
  asOf: asInstant('2026-11-22T04:00:00.000Z'),
  guests: states.map((state, at) => ({ kind: 'lxc', name: `g${at}`, state, machineIdDigest: null })),
});

interface Given {
  readonly guests?: GuestLook;
  readonly rules?: GuestRules;
  readonly reboot?: RebootRule;
  readonly capabilities?: readonly string[];
}
const inputWith = ({ guests, rules, reboot = 'if-needed', capabilities = CAPABILITIES }: Given) => {
  const inventory = { ...anInventory(), ...(guests === undefined ? {} : { guests }) };
  const patchSet = anOpensslPatchSet();
  const host = aHost({ hostId: 'kvm-1', labels: { environment: 'prod' }, capabilities, inventory });
  return aPlanningInput({
    policy: aPolicy({
      environments: [
        anEnvironment({ name: 'dev' }),
        anEnvironment({
          waves: { canaryHosts: 0, percentMax: 100 },
          wayBackProof: 'wanted',
          reboot,
          ...(rules === undefined ? {} : { guests: rules }),
        }),
      ],
    }),
    hosts: [withProposal(host, patchSet)],
  });
};
const planned = (given: Given) => {
  const input = inputWith(given);
  const { plan, report } = makePlan(input, sha256);
  const hostPlan = plan?.hostPlans[0] ?? null;
  const errors = (changed = plan) =>
    changed === null
      ? []
      : checkPlan({ plan: changed, report, input, sha256 }).flatMap(({ severity, reason }) =>
          severity === 'error' ? [`${reason.code} ${reason.facts['what'] ?? ''}`.trim()] : [],
        );
  return { plan, hostPlan, errors, leftOut: report.leftOut[0]?.reason.code ?? null };
};
const kinds = (hostPlan: HostPlan | null) => hostPlan?.steps.map(({ kind }) => kind) ?? [];

describe('guests', () => {
  it('go before the change and come back behind its proof, as policy chooses', () => {
    const { hostPlan, errors } = planned({ guests: look('running', 'stopped'), rules: STOP });
    expect(hostPlan?.guests).toEqual(STOP);
    expect(kinds(hostPlan).slice(4, 7)).toEqual(['quiesce', 'guests-away', 'restore-point']);
    expect(kinds(hostPlan).slice(-5)).toEqual(['way-back', 'guests-back', 'settle', 'undrain', 'confirm']);
    expect(errors()).toEqual([]);
  });

  it.each<[string, Given, string | null]>([
    ['nobody chose, and it may be rebooted', { guests: look('running') }, 'guests-no-choice'],
    ['a paused one is lost with a boot as well', { guests: look('paused') }, 'guests-no-choice'],
    ['nobody chose, and it is never rebooted', { guests: look('running'), reboot: 'never' }, null],
    ['nobody chose, and none runs', { guests: look('stopped') }, null],
    ['they are left, and it may be rebooted', { guests: look('running'), rules: { choice: 'leave' } }, 'guests-left'],
    [
      'they are left, and it is never rebooted',
      { guests: look('running'), rules: { choice: 'leave' }, reboot: 'never' },
      null,
    ],
    ['an agent tells of none', {}, null],
  ])('%s: %s', (_name, given, code) => {
    const { leftOut, hostPlan, errors } = planned(given);
    expect([leftOut, hostPlan === null]).toEqual([code, code !== null]);
    expect(kinds(hostPlan)).not.toContain('guests-away');
    expect(errors()).toEqual([]);
  });

  it('keep their host from being planned where they are shut down and nobody can tell who they are', () => {
    const guests = { kind: 'unknown', detail: 'x' } as const;
    expect(planned({ guests, rules: STOP }).leftOut).toBe('guests-unknown');
  });

  it('are looked for by the host itself where nobody can tell, and they serve on', () => {
    const rules: GuestRules = { choice: 'move', hook: 'migrate', parameters: {}, timeoutSeconds: 60 };
    const { hostPlan, errors } = planned({ guests: { kind: 'unknown', detail: 'x' }, rules });
    expect(kinds(hostPlan)).toContain('guests-away');
    expect(errors()).toEqual([]);
  });

  it('leave a plan without them as it was, whatever policy says', () => {
    const [without, none] = [planned({}), planned({ guests: look(), rules: STOP })];
    expect(none.hostPlan).toEqual(without.hostPlan);
  });

  it('want an agent that knows them', () => {
    const capabilities = CAPABILITIES.filter((one) => one !== 'guests/1');
    expect(planned({ guests: look('running'), rules: STOP, capabilities }).leftOut).toBe('host-lacks-capability');
  });

  it('are held against the plan by the checker and the host', () => {
    const { plan, hostPlan, errors } = planned({ guests: look('running'), rules: STOP });
    if (plan === null || hostPlan === null) throw new Error('there is no plan');
    const changed = (change: (one: HostPlan) => HostPlan) =>
      errors(resealed({ ...plan, hostPlans: plan.hostPlans.map(change) }));
    const { guests: _, ...without } = hostPlan;
    expect(changed(() => without)).toEqual(expect.arrayContaining(['check-differs-from-policy guests', 'guests-left']));
    expect(changed((one) => ({ ...one, guests: { ...STOP, guestSeconds: 1 } }))).toContain(
      'check-differs-from-policy guests',
    );
    const oneWay = { ...hostPlan, steps: hostPlan.steps.filter(({ kind }) => kind !== 'guests-back') };
    expect(changed(() => oneWay)).toContain('check-step-order');
    expect(judgeSteps(oneWay)).toMatchObject({ ok: false, reason: { code: 'check-step-order' } });
    expect(judgeSteps(without)).toMatchObject({ ok: false });
  });
});

describe('what policy says of guests', () => {
  it.each<[string, GuestRules, string | null]>([
    ['stop', STOP, null],
    ['leave', { choice: 'leave' }, null],
    ['a time that is none', { choice: 'stop', guestSeconds: 0 }, 'guestSeconds'],
    ['a name twice', { choice: 'stop', guestSeconds: 1, order: ['a', 'a'] }, 'order'],
    ['a hook with a path', { choice: 'move', hook: '../x', parameters: {}, timeoutSeconds: 1 }, 'hook'],
    [
      "the agent's own parameter",
      { choice: 'move', hook: 'x', parameters: { guest: 'a' }, timeoutSeconds: 1 },
      'parameters',
    ],
  ])('%s', (_name, guests, at) => {
    const problems = policyProblems(aPolicy({ environments: [anEnvironment({ guests })] }));
    expect(problems.map(({ path }) => path[3])).toEqual(at === null ? [] : [at]);
  });
});
