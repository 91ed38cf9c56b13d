import {
  aHost,
  anEnvironment,
  anInventory,
  aPackage,
  aPlanningInput,
  aPolicy,
  digestOfPatchSet,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { cataloguePatchSet } from '@slipway/testkit/generators';
import { expect, it } from 'vitest';
import type { HookRule, MissedWindowRule } from '../policy/index.ts';
import { explain } from '../reasons/index.ts';
import { makePlan } from './index.ts';

const patchSet = cataloguePatchSet();
const packages = [aPackage({ name: 'alpha', version: '1.0-1' })];
const CAN = ['apt/1', 'hooks/1', 'labels/1', 'steps/1'];
const hook = (step: HookRule['step']): HookRule => ({
  ...{ hosts: 'role = web', step, hook: step, parameters: {}, timeoutSeconds: 60 },
});

const planned = (missedWindow: MissedWindowRule) => {
  const host = (hostId: string, role: string, capabilities: readonly string[]) =>
    withProposal(
      aHost({
        hostId,
        hostname: hostId,
        labels: { environment: 'prod', role },
        inventory: anInventory({ packages }),
        capabilities,
      }),
      patchSet,
    );
  const input = aPlanningInput({
    patchSet,
    patchSetDigest: digestOfPatchSet(patchSet),
    policy: aPolicy({
      environments: [anEnvironment({ name: 'dev' }), anEnvironment({ name: 'prod', missedWindow })],
      hooks: [hook('drain'), hook('undrain')],
    }),
    hosts: [
      host('web-1', 'web', [...CAN, 'isolate/1']),
      host('web-2', 'web', CAN),
      host('job-1', 'job', [...CAN, 'isolate/1']),
      host('job-2', 'job', [...CAN, 'isolate/1']),
    ],
  });
  return makePlan(input, sha256);
};

it('a plan says which of its hosts could not be isolated, and why; it is the same plan', () => {
  const { report, plan } = planned('isolate-first');
  const notes = report.notes.filter(({ code }) => code === 'isolation-impossible');
  expect(notes.map(({ facts }) => [facts['count'], facts['hosts']])).toEqual([
    [2, 'job-1, job-2'],
    [1, 'web-2'],
  ]);
  expect(notes.map(explain)).toEqual([
    expect.stringContaining('no hook for drain'),
    expect.stringContaining('isolate/1'),
  ]);
  expect(plan?.hostPlans).toHaveLength(4);
  expect(plan?.digest).toBe(planned('next-window').plan?.digest);
});

it('and nothing where nobody is to be', () => {
  expect(planned('on-return').report.notes.map(({ code }) => code)).not.toContain('isolation-impossible');
});
