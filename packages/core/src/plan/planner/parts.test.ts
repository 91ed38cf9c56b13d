// Parts on the way from policy into host plans: who may be stopped between two of them, and how much time is kept free behind.

import {
  aHost,
  anEnvironment,
  anInventory,
  aPackage,
  aPatchSet,
  aPlanningInput,
  aPolicy,
  aReplacedVersion,
  aTarget,
  CAPABILITIES,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { resealed } from '../../../test/plan/mutation.ts';
import type { Rules } from '../../policy/index.ts';
import { addSeconds, asInstant } from '../../time/index.ts';
import { checkPlan, type HostPlan, makePlan, type PlanningInput, secondsToBegin } from '../index.ts';
import { expectedSecondsOf } from './durations.ts';
import { partsOf } from './parts.ts';
import type { JudgedChange, PlanningContext } from './types.ts';

const NAMES = ['curl', 'nginx', 'openssl'];
const patchSetOf = (names: readonly string[]) =>
  aPatchSet({
    targets: names.map((name) => aTarget({ name, version: '2' })),
    replaced: names.map((name) => aReplacedVersion({ name, version: '1' })),
  });

const inputWith = (
  rules: Partial<Rules>,
  capabilities: readonly string[] = CAPABILITIES,
  names: readonly string[] = NAMES,
): PlanningInput => {
  const patchSet = patchSetOf(names);
  const labels = { environment: 'prod' };
  const inventory = anInventory({ packages: names.map((name) => aPackage({ name, version: '1' })) });
  const host = aHost({ hostId: 'app-1', labels, capabilities, inventory });
  return aPlanningInput({
    policy: aPolicy({
      environments: [
        anEnvironment({ name: 'dev' }),
        anEnvironment({ waves: { canaryHosts: 0, percentMax: 100 }, reboot: 'if-needed', ...rules }),
      ],
    }),
    patchSet,
    hosts: [withProposal(host, patchSet)],
  });
};
const planned = (rules: Partial<Rules>, names?: readonly string[]) => {
  const input = inputWith(rules, CAPABILITIES, names);
  const { plan, report } = makePlan(input, sha256);
  const [hostPlan] = plan?.hostPlans ?? [];
  if (plan === null || hostPlan === undefined) throw new Error(JSON.stringify(report));
  const errors = (parts: HostPlan['parts'] | null = hostPlan.parts) => {
    const { parts: _parts, ...without } = hostPlan;
    const changed: HostPlan = parts == null ? without : { ...hostPlan, parts };
    return checkPlan({ plan: resealed({ ...plan, hostPlans: [changed] }), report, input, sha256 }).flatMap(
      ({ severity, reason }) => (severity === 'error' ? [reason.facts['what'] ?? reason.code] : []),
    );
  };
  return { hostPlan, errors };
};

describe('parts in a host plan', () => {
  it('stand where policy says so, with what a change takes and what is kept free behind the last', () => {
    const { hostPlan, errors } = planned({ shortWindow: 'in-parts' });
    const { parts, transaction, expectedSeconds, wayBackSeconds } = hostPlan;
    const applySeconds = Math.ceil((30 + 5 * transaction.length) / 10) * 10;
    expect(parts?.changeSeconds).toBe(Math.ceil(applySeconds / transaction.length));
    expect(parts?.afterSeconds).toBeGreaterThan(wayBackSeconds);
    expect(parts?.afterSeconds).toBeLessThan(expectedSeconds + wayBackSeconds);
    expect(errors()).toEqual([]);
  });

  it('leave a host plan without the rule as it was', () => {
    expect('parts' in planned({}).hostPlan).toBe(false);
    expect(planned({ shortWindow: 'whole' }).hostPlan).toEqual(planned({}).hostPlan);
  });

  it('leave out an agent that does not read them', () => {
    const without = CAPABILITIES.filter((one) => one !== 'parts/1');
    const { report } = makePlan(inputWith({ shortWindow: 'in-parts' }, without), sha256);
    expect(report.leftOut[0]?.reason).toMatchObject({
      code: 'host-lacks-capability',
      facts: { capability: 'parts/1' },
    });
  });

  it('are seen by the checker where they are not as policy has them, or keep too little free', () => {
    const { hostPlan, errors } = planned({ shortWindow: 'in-parts' });
    const { parts } = hostPlan;
    if (parts === undefined) throw new Error('there are none');
    expect(errors(null)).toEqual(['parts']);
    expect(planned({}).errors(parts)).toContain('parts');
    expect(errors({ ...parts, changeSeconds: 0 })).toEqual(['seconds of a change']);
    expect(errors({ ...parts, afterSeconds: hostPlan.wayBackSeconds - 1 })).toEqual(['seconds behind the last part']);
  });

  it('let a host begin where no window holds all of its plan, and the longest its first change', () => {
    const { hostPlan } = planned({ shortWindow: 'in-parts' });
    const { expectedSeconds, wayBackSeconds, transaction, parts } = hostPlan;
    const whole = expectedSeconds + wayBackSeconds;
    const first = whole - (transaction.length - 1) * (parts?.changeSeconds ?? 0);
    expect(first).toBeLessThan(whole);
    const judged = (seconds: number, shortWindow: NonNullable<Rules['shortWindow']>) => {
      const startsAt = asInstant('2026-11-22T22:00:00.000Z');
      const endsAt = addSeconds(startsAt, seconds);
      const span = { startsAt, cutOffAt: endsAt, endsAt };
      const input = inputWith({ shortWindow, window: { kind: 'dates', spans: [span] } });
      const { plan, report } = makePlan(input, sha256);
      const notes = plan === null ? [] : checkPlan({ plan, report, input, sha256 });
      const errors = notes.filter(({ severity }) => severity === 'error');
      return [plan?.hostPlans.length ?? 0, report.leftOut.map(({ reason }) => reason.code), errors];
    };
    const atOnce = planned({}).hostPlan.expectedSeconds + wayBackSeconds;
    expect(judged(atOnce, 'whole')).toEqual([1, [], []]);
    expect(judged(atOnce - 1, 'whole')).toEqual([0, ['window-too-short'], []]);
    expect(judged(whole - 1, 'in-parts')).toEqual([1, [], []]);
    expect(judged(first, 'in-parts')).toEqual([1, [], []]);
    expect(judged(first - 1, 'in-parts')).toEqual([0, ['window-too-short'], []]);
  });

  it.each([3, 60, 100, 400])('leave room for all that stands before the first of %i changes', (count) => {
    const names = Array.from({ length: count }, (_, at) => `package-${String(at).padStart(3, '0')}`);
    const { hostPlan, errors } = planned({ shortWindow: 'in-parts' }, names);
    const { steps, parts } = hostPlan;
    if (parts === undefined) throw new Error('there are none');
    const kinds = steps
      .slice(
        0,
        steps.findIndex(({ kind }) => kind === 'apply'),
      )
      .flatMap(({ kind, run }) => (run.how === 'skip' ? [] : [kind]));
    const before = expectedSecondsOf({ kinds, packages: count, history: inputWith({}).history });
    expect(before).toBeGreaterThan(0);
    expect(secondsToBegin(hostPlan, [])).toBe(before + parts.changeSeconds + parts.afterSeconds);
    expect(errors()).toEqual([]);
  });

  it('wait for the window that holds the whole plan, where there is one', () => {
    const { hostPlan } = planned({ shortWindow: 'in-parts' });
    const whole = hostPlan.expectedSeconds + hostPlan.wayBackSeconds;
    const startsAt = asInstant('2026-11-22T22:00:00.000Z');
    const lasting = (seconds: number) => ({ startsAt, endsAt: addSeconds(startsAt, seconds) });
    expect(secondsToBegin(hostPlan, [lasting(whole), lasting(60)])).toBe(whole);
    expect(secondsToBegin(hostPlan, [lasting(whole - 1), lasting(60)])).toBeLessThan(whole);
    const atOnce = planned({}).hostPlan;
    expect(secondsToBegin(atOnce, [lasting(60)])).toBe(atOnce.expectedSeconds + atOnce.wayBackSeconds);
  });

  it('are never planned for what belongs together, and never on the way down', () => {
    const context = (input: Partial<PlanningInput> = {}): PlanningContext =>
      ({ environment: anEnvironment({ shortWindow: 'in-parts' }), input }) as unknown as PlanningContext;
    const change = (name: string, kind = 'upgrade'): JudgedChange => ({ planned: { name, kind } }) as JudgedChange;
    const expected = { applySeconds: 40, afterSeconds: 400 };
    expect(partsOf(context(), [change('openssl'), change('curl')], expected)).toEqual({
      changeSeconds: 20,
      afterSeconds: 400,
    });
    const kernel = change('linux-image-6.1.0-56-amd64', 'install');
    expect(partsOf(context(), [change('openssl'), kernel], expected)).toBeNull();
    expect(partsOf(context(), [change('openssl'), change('gpg-pubkey', 'install-beside')], expected)).toBeNull();
    const rollback = { rolloutId: 'rollout-1' } as unknown as NonNullable<PlanningInput['rollback']>;
    expect(partsOf(context({ rollback }), [change('openssl')], expected)).toBeNull();
  });
});
