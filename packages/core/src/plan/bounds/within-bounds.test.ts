import { demoProd, digestOfText, sha256 } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { asHostId } from '../../ids/index.ts';
import type { ProposedChange } from '../../patch-set/index.ts';
import { makePlan } from '../index.ts';
import { withinBounds } from './within-bounds.ts';

const input = demoProd();
const { plan } = makePlan(input, sha256);
const hostPlan = plan?.hostPlans[0];
if (plan === null || hostPlan === undefined) throw new Error('the demo plans hosts');
const { bounds } = plan.header;

type Wish = Parameters<typeof withinBounds>[0];
const wish: Wish = {
  bounds,
  hostId: hostPlan.hostId,
  patchSetDigest: input.patchSetDigest,
  format: 'deb',
  targets: input.patchSet.targets,
  changes: hostPlan.transaction,
};
const change: ProposedChange = {
  kind: 'upgrade',
  name: 'openssl',
  architecture: 'amd64',
  from: '3.0.15-1~deb12u1',
  to: '3.0.17-1~deb12u2',
  automatic: false,
};

describe('the bounds of the demo', () => {
  it('hold the planned transaction, with its files', () => {
    expect(withinBounds(wish)).toEqual({ ok: true, value: hostPlan.transaction });
  });

  it('hold a host that has become different, as long as it stays within the patch set', () => {
    const changes = [{ ...change, from: '3.0.14-1~deb12u1' }];
    expect(withinBounds({ ...wish, changes }).ok).toBe(true);
    expect(withinBounds({ ...wish, changes: [{ ...change, kind: 'install', from: null }] }).ok).toBe(true);
  });

  it.each<[string, Partial<Wish>, string]>([
    ['another host', { hostId: asHostId('db1') }, 'drifted'],
    ['another patch set', { patchSetDigest: digestOfText('other') }, 'drifted'],
    ['a version that is no target', { changes: [{ ...change, to: '3.0.18-1' }] }, 'change-not-in-patch-set'],
    ['another architecture', { changes: [{ ...change, architecture: 'i386' }] }, 'change-not-in-patch-set'],
    ['a removal', { changes: [{ ...change, kind: 'remove', to: null }] }, 'removal-refused'],
    ['a downgrade', { changes: [{ ...change, kind: 'downgrade' }] }, 'downgrade-refused'],
    ['a fall by another name', { changes: [{ ...change, from: '3.1' }] }, 'downgrade-refused'],
    ['a change named twice', { changes: [change, change] }, 'drifted'],
    [
      'a new dependency that was refused',
      {
        changes: [{ ...change, kind: 'install', from: null }],
        bounds: { ...bounds, changes: { ...bounds.changes, newDependencies: 'refused' } },
      },
      'new-dependency-refused',
    ],
  ])('do not hold %s', (_what, given, code) => {
    const within = withinBounds({ ...wish, ...given });
    expect(within.ok ? 'within' : within.reason.code).toBe(code);
  });

  it('hold a removal that was named, and falls only where a rollback allows them', () => {
    const named = { ...bounds, changes: { ...bounds.changes, removals: ['openssl'] } };
    const removal: ProposedChange = { ...change, kind: 'remove', to: null };
    expect(withinBounds({ ...wish, bounds: named, changes: [removal] })).toEqual({
      ok: true,
      value: [{ ...removal, file: null }],
    });
    const rollback = { ...bounds, changes: { ...bounds.changes, downgrades: 'allowed' as const } };
    const fall: ProposedChange = { ...change, kind: 'downgrade', from: '3.1' };
    expect(withinBounds({ ...wish, bounds: rollback, changes: [fall] }).ok).toBe(true);
  });
});
