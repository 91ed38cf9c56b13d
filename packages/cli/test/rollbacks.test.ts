// A rollback is shown before it is asked for, with what it does not undo; and whoever approves it is told what it is.

import type { RollbackScopeAnswer } from '@slipway/protocol/api';
import { describe, expect, it } from 'vitest';
import { DEMO, demoAnswers, demoPlanAnswer, demoRollout } from './support/demo-answers.ts';
import { stubs } from './support/index.ts';

const withStub = stubs({ besides: demoAnswers });
const { rolloutId, planDigest } = demoRollout().rollout;
const [first, second] = DEMO.plan.header.bounds.hosts;
if (first === undefined || second === undefined) throw new Error('a plan without hosts');

const SCOPE: RollbackScopeAnswer = {
  ...{ rolloutId, planDigest, environment: 'prod', patchSetDigest: DEMO.plan.header.bounds.patchSetDigest },
  hosts: [
    {
      ...{ hostId: first, hostname: 'app1', reason: null },
      changes: [
        { kind: 'downgrade', name: 'nginx', architecture: 'amd64', from: '1.2', to: '1.1' },
        { kind: 'remove', name: 'libnew', architecture: 'amd64', from: '3', to: null },
      ],
      stays: [{ name: 'linux-image-6.1.0-32-amd64', architecture: 'amd64', version: '6.1.129-1' }],
      conffiles: [{ package: 'nginx', path: '/etc/nginx/nginx.conf', decision: 'replace' }],
    },
    {
      ...{ hostId: second, hostname: 'app2', changes: [], stays: [], conffiles: [] },
      reason: {
        code: 'rollback-changed-since',
        facts: { package: 'nginx', found: '1.3', expected: '1.2', rollout: rolloutId },
      },
    },
  ],
  versions: [
    {
      ...{ platform: { distribution: 'debian', release: 'bookworm' }, name: 'nginx', version: '1.2' },
      ...{ advisories: ['DSA-1-1'], isQuarantined: false },
      reopened: { vulnerabilities: ['CVE-2026-7'], unknown: null },
    },
    {
      ...{ platform: { distribution: 'debian', release: 'bookworm' }, name: 'libnew', version: '3' },
      ...{ advisories: [], isQuarantined: false },
      reopened: {
        vulnerabilities: [],
        unknown: { code: 'release-without-feed', facts: { distribution: 'debian', release: 'bookworm' } },
      },
    },
  ],
};
const answers = { showRollback: () => ({ value: SCOPE }) };

describe('rollback', () => {
  it('C40: shows who goes back to what, who does not and why, and what is not undone', async () => {
    await withStub(answers, async (stub) => {
      const { exitCode, written } = await stub.run(['rollback', 'show', rolloutId]);
      expect(exitCode).toBe(0);
      for (const shown of [
        '1 host can be taken back',
        'nginx/amd64 1.2 -> 1.1 (downgrade), - libnew/amd64 3 (removed)',
        '[rollback-changed-since]',
        'DSA-1-1, CVE-2026-7',
        'No feed speaks of debian bookworm',
        '- Data: ',
        '/etc/nginx/nginx.conf',
        'linux-image-6.1.0-32-amd64 6.1.129-1. To run the one before, boot it.',
      ]) {
        expect(written.out).toContain(shown);
      }
    });
  });

  it('asks for nothing where nobody says yes, and after that it was shown', async () => {
    let asked = 0;
    const make = () => {
      asked += 1;
      return { value: null };
    };
    await withStub({ ...answers, makeRollback: make }, async (stub) => {
      const { exitCode, written } = await stub.run(['rollback', 'make', rolloutId, '--why', 'it fails'], {
        answers: ['no'],
      });
      expect(exitCode).toBe(1);
      expect(written.out).toContain('- Data: ');
      expect(asked).toBe(0);
    });
  });

  it('is called one where its plan is read, listed and followed', async () => {
    const takesBack = { rolloutId, planDigest, why: 'orders are lost' };
    const plan = { ...demoPlanAnswer(), takesBack };
    await withStub({ showPlan: () => ({ value: plan }) }, async (stub) => {
      const { written } = await stub.run(['plan', 'show', plan.digest]);
      expect(written.out).toContain(`THIS IS A ROLLBACK of ${rolloutId}: orders are lost`);
    });
    const picture = { ...demoRollout(), takesBack };
    await withStub({ showRollout: () => ({ value: picture }) }, async (stub) => {
      const { written } = await stub.run(['rollout', 'show', rolloutId]);
      expect(written.out).toContain(`Takes ${rolloutId} back: orders are lost`);
    });
  });

  it('is told of the rollout that was taken back', async () => {
    const rollback = {
      ...{
        planRequestId: 'rollback.1',
        author: 'ada',
        requestedAt: DEMO.plan.header.bounds.expiresAt,
        why: 'it fails',
      },
      ...{ hosts: 2, state: 'planned' as const, planDigest, rolloutId: null },
    };
    await withStub({ showRollout: () => ({ value: { ...demoRollout(), rollbacks: [rollback] } }) }, async (stub) => {
      const { written } = await stub.run(['rollout', 'show', rolloutId]);
      expect(written.out).toMatch(/Taken back on 2 hosts by plan sha256:\w+, not started: it fails \(ada, /);
    });
  });
});
