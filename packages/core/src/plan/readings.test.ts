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
import { describe, expect, it } from 'vitest';
import type { ChecklistItem, EnvironmentPolicy, GateCondition, GateRules } from '../policy/index.ts';
import { makePlan } from './index.ts';

const patchSet = cataloguePatchSet();
const packages = [aPackage({ name: 'alpha', version: '1.0-1' }), aPackage({ name: 'bravo', version: '1.0-1' })];
const READS = ['apt/1', 'hooks/1', 'labels/1', 'process/1', 'steps/1'];

const leftOut = (rules: Partial<EnvironmentPolicy>, capabilities: readonly string[]) => {
  const host = aHost({ hostId: 'one', inventory: anInventory({ packages }), capabilities });
  const input = aPlanningInput({
    patchSet,
    patchSetDigest: digestOfPatchSet(patchSet),
    policy: aPolicy({ environments: [anEnvironment({ name: 'dev' }), anEnvironment(rules)] }),
    hosts: [withProposal(host, patchSet)],
  });
  return makePlan(input, sha256).report.leftOut.map(({ reason: { code, facts } }) => `${code} ${facts['capability']}`);
};

const plugIn = { kind: 'plug-in', plugIn: 'check_backup', parameters: {} } as const;
const item = (given: ChecklistItem): Partial<EnvironmentPolicy> => ({ checklist: [given] });
const gate = (condition: GateCondition): Partial<EnvironmentPolicy> => ({
  gates: { soakSeconds: 0, person: 'not-asked', conditions: [condition] },
});

describe('an agent that takes no readings', () => {
  it.each([
    ['a checklist asks every host for a plug-in', item({ ...plugIn, name: 'backup', maxAgeHours: 24 })],
    ['a checklist asks for a file', item({ name: 'dump', kind: 'file-age', path: '/var/x', maxAgeHours: 24 })],
    ['a gate asks the hosts of its wave', gate({ ...plugIn, name: 'disk', worst: 'ok' })],
  ])('is left out where %s', (_case, rules) => {
    expect(leftOut(rules, READS)).toEqual(['host-lacks-capability readings/1']);
    expect(leftOut(rules, [...READS, 'readings/1'])).toEqual([]);
  });

  it('is left out by the health of a wave also where it takes readings, but none of units', () => {
    const health = gate({ name: 'wave', kind: 'health' });
    expect(leftOut(health, READS)).toEqual(['host-lacks-capability readings/1']);
    expect(leftOut(health, [...READS, 'readings/1'])).toEqual(['host-lacks-capability health/1']);
    expect(leftOut(health, [...READS, 'readings/1', 'health/1'])).toEqual([]);
    const first: GateRules = { soakSeconds: 0, person: 'not-asked', conditions: [{ name: 'wave', kind: 'health' }] };
    const template = { waves: { canaryHosts: 0, percentMax: 100, template: { hosts: 'host = one', gates: first } } };
    expect(leftOut(template, [...READS, 'readings/1'])).toEqual(['host-lacks-capability health/1']);
  });

  it.each([
    ['there is no checklist', {}],
    ['a checklist asks others', item({ name: 'back', kind: 'way-back' })],
    ['a gate asks other hosts', gate({ ...plugIn, name: 'disk', worst: 'ok', hosts: 'role = monitor' })],
  ])('is planned as ever where %s', (_case, rules) => {
    expect(leftOut(rules, READS)).toEqual([]);
  });
});
