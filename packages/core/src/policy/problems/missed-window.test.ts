import { anEnvironment, aPolicy } from '@slipway/testkit/builders';
import { expect, it } from 'vitest';
import { placeText, policyProblems } from '../index.ts';
import type { HookRule, Policy } from '../types.ts';

const problems = (policy: Policy) => policyProblems(policy).map(({ path }) => placeText(path));
const hook = (step: HookRule['step']): HookRule => ({
  ...{ hosts: 'role = app', step, hook: step, parameters: {}, timeoutSeconds: 60 },
});
const first = anEnvironment({ name: 'dev', missedWindow: 'isolate-first' });
const part = anEnvironment({
  name: 'prod',
  policies: [{ name: 'app', hosts: 'role = app', missedWindow: 'isolate-first' }],
});

it('nobody can be isolated first where nothing drains anybody', () => {
  expect(problems(aPolicy({ environments: [first, part], hooks: [] }))).toEqual([
    'environments[0].missedWindow',
    'environments[1].policies[0].missedWindow',
  ]);
});

it('which hosts have a hook is not the policy’s to say', () => {
  expect(problems(aPolicy({ environments: [first, part], hooks: [hook('drain'), hook('undrain')] }))).toEqual([]);
});
