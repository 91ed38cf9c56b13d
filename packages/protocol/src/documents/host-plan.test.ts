// What a plan names reaches a package manager's command line as root: nothing in it may be read as anything but a name.

import { type HostPlan, makePlan, type PlannedChange } from '@slipway/core/plan';
import { demoProd, sha256 } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { parseHostPlan } from './index.ts';

const planned = makePlan(demoProd(), sha256).plan?.hostPlans[0];
const change = planned?.transaction[0];
if (planned === undefined || change === undefined) throw new Error('the demo plans hosts');

const parses = (hostPlan: HostPlan): boolean => parseHostPlan(JSON.parse(JSON.stringify(hostPlan))).ok;
const changing = (given: Partial<PlannedChange>): HostPlan => ({ ...planned, transaction: [{ ...change, ...given }] });

describe('a host plan', () => {
  it('takes what dpkg and rpm take', () => {
    expect(parses(planned)).toBe(true);
    for (const name of [
      'g++',
      'libstdc++6',
      'linux-image-6.1.0-40-amd64',
      'python3.11',
      'NetworkManager',
      '389-ds-base',
    ])
      expect(parses(changing({ name }))).toBe(true);
    for (const architecture of ['all', 'amd64', 'x86_64', 'noarch', 'kfreebsd-amd64'])
      expect(parses(changing({ architecture }))).toBe(true);
    for (const to of ['1', '1:2.3-4+b8', '6.1.0~rc1-1', '0.4+20260101', '5.14.0^20260101-2.el9_6', '1.0+'])
      expect(parses(changing({ to }))).toBe(true);
  });

  it.each<[string, Partial<PlannedChange>]>([
    ['an option', { name: '-oDPkg::Pre-Invoke::=/tmp/x;' }],
    ['a path', { name: './evil.deb' }],
    ['a second argument', { name: 'openssl sudo' }],
    ['an architecture that ends the name', { architecture: 'amd64=1;' }],
    ['a version that removes', { to: '1.0-' }],
    ['a version that is a path', { to: '1/../../x' }],
    ['a version of several lines', { to: '1\n2' }],
    ['a name without letters', { name: '' }],
  ])('names no %s to a package manager', (_what, given) => {
    expect(parses(changing(given))).toBe(false);
  });

  it('names none in its way back either', () => {
    const back = { name: '-y', architecture: 'amd64', version: null, file: null };
    expect(parses({ ...planned, wayBack: { kind: 'packages', when: 'asked', previous: [back] } })).toBe(false);
  });

  it('waits for no step longer than a timer can', () => {
    const waiting = (timeoutSeconds: number): HostPlan => ({
      ...planned,
      steps: planned.steps.map((step) => ({ ...step, timeoutSeconds })),
    });
    expect(parses(waiting(86_400))).toBe(true);
    expect(parses(waiting(2 ** 31))).toBe(false);
  });
});
