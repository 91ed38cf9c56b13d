// What `patch-set cut` says of updates that it could not take.

import { reason } from '@slipway/core/reasons';
import type { Cut } from '@slipway/protocol/api';
import { demoPatchSet, digestOfPatchSet, THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { demoAnswers } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs();
const PATCH_SET = demoPatchSet();
const DIGEST = digestOfPatchSet(PATCH_SET);
const [TARGET] = PATCH_SET.targets;
if (TARGET === undefined) throw new Error('a patch set without targets');
const LEFT_OUT: NonNullable<Cut['leftOut']> = {
  count: 3,
  updates: [
    {
      ...{
        platform: TARGET.platform,
        name: 'acme-agent',
        architecture: 'amd64',
        version: '9.9',
        origin: TARGET.origin,
      },
      hosts: 1,
      reason: reason('update-unlisted', { package: 'acme-agent', version: '9.9', origin: 'Acme' }),
    },
  ],
};
const CUT: Cut = {
  ...{ cutId: 'cut-1', scope: 'all', hosts: null, author: 'kim', requestedAt: THE_MORNING, reason: null },
  ...{ state: 'cut', patchSetDigest: DIGEST, leftOut: LEFT_OUT },
};

const ran = async (cut: Cut, words: readonly string[] = []) => {
  const answers: Answers = {
    ...demoAnswers(),
    cutPatchSet: () => ({ value: { ...cut, state: 'requested', patchSetDigest: null, reason: null }, status: 202 }),
    showCut: () => ({ value: cut }),
    showPatchSet: () => ({ value: { digest: DIGEST, author: 'kim', cutAt: THE_MORNING, patchSet: PATCH_SET } }),
  };
  return await withStub(answers, async (stub) => await stub.run(['patch-set', 'cut', '--scope', 'all', ...words]));
};

describe('a cut', () => {
  it('says what it left out, on how many hosts and why, beside its patch set', async () => {
    const { exitCode, written } = await ran(CUT);
    expect(exitCode).toBe(0);
    expect(written.out).toContain(`${DIGEST}\n`);
    expect(written.out).toContain('Left out: 3 updates, still pending on their hosts.');
    expect(written.out).toMatch(/acme-agent +9\.9 +debian bookworm amd64 +1 +.*\[update-unlisted\]/);
    expect(written.out).toContain('and 2 more');
  });

  it('gives programs the same whole', async () => {
    const { written } = await ran(CUT, ['--json']);
    expect(JSON.parse(written.out)).toMatchObject({ cutId: 'cut-1', leftOut: LEFT_OUT });
  });

  it('says nothing of it where nothing was left out', async () => {
    const { leftOut: _, ...whole } = CUT;
    expect((await ran(whole)).written.out).not.toContain('Left out');
  });

  it('that came to nothing is refused, and says of each update why', async () => {
    const why = reason('nothing-verified', { count: 3, detail: 'no' });
    const { exitCode, written } = await ran({ ...CUT, state: 'failed', patchSetDigest: null, reason: why });
    expect(exitCode).toBe(1);
    expect(written.err).toContain('[nothing-verified]');
    expect(written.err).toContain('[update-unlisted]');
  });
});
