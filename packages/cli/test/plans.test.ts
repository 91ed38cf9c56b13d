import type { Reason } from '@slipway/core/reasons';
import { describe, expect, it } from 'vitest';
import { DEMO, demoAnswers, demoPlanAnswer, page } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs();

const { digest } = DEMO.plan;

describe('plan show', () => {
  it('is the page that people approve', async () => {
    await withStub(demoAnswers(), async (stub) => {
      const { exitCode, written } = await stub.run(['plan', 'show', digest]);
      expect(exitCode).toBe(0);
      await expect(written.out).toMatchFileSnapshot('golden/plan-show.txt');
    });
  });

  it('C09: names each package of an old kernel that goes before the change, and that no way back brings it again', async () => {
    const old = { name: 'linux-image-6.1.0-44-amd64', architecture: 'amd64', version: '6.1.164-1' };
    const kernels = {
      ...{ boot: '6.1.0-56-amd64', trial: 'wanted' as const, removals: [] },
      before: [{ ...old, release: '6.1.0-44-amd64' }],
    };
    const hostPlans = DEMO.plan.hostPlans.map((one, at) => (at === 0 ? { ...one, kernels } : one));
    const answers: Answers = { ...demoAnswers(), listHostPlans: () => page(hostPlans) };
    await withStub(answers, async (stub) => {
      const { written } = await stub.run(['plan', 'show', digest]);
      expect(written.out).toContain(
        'takes kernel 6.1.0-44-amd64 away before anything is installed: linux-image-6.1.0-44-amd64 6.1.164-1 (amd64); the way back does not bring it again',
      );
      expect(written.out).toContain('boots kernel 6.1.0-56-amd64');
      expect(written.out.match(/old kernels that went before stay away/g)).toHaveLength(1);
    });
  });

  it('fits a terminal, digests aside', async () => {
    await withStub(demoAnswers(), async (stub) => {
      const { written } = await stub.run(['plan', 'show', digest], { width: 80 });
      const long = written.out.split('\n').filter((line) => line.length > 80 && !line.includes('sha256:'));
      expect(long).toEqual([]);
    });
  });

  it('as JSON is the plan with its host plans', async () => {
    await withStub(demoAnswers(), async (stub) => {
      const { written } = await stub.run(['plan', 'show', digest, '--json']);
      expect(JSON.parse(written.out)).toEqual({ ...demoPlanAnswer(), hostPlans: DEMO.plan.hostPlans });
    });
  });

  it('takes the beginning of a digest, where it names one plan', async () => {
    await withStub(demoAnswers(), async (stub) => {
      expect((await stub.run(['plan', 'show', digest.slice(7, 15), '--json'])).exitCode).toBe(0);
      expect((await stub.run(['plan', 'show', digest.slice(0, 15), '--json'])).exitCode).toBe(0);
      const none = digest[7] === '0' ? '1111' : '0000';
      expect(await stub.run(['plan', 'show', none])).toMatchObject({ exitCode: 1 });
      expect(await stub.run(['plan', 'show', 'xyz'])).toMatchObject({ exitCode: 2 });
    });
  });
});

describe('plan check', () => {
  it('ends with 0 where the checker found no error, else with 6', async () => {
    await withStub(demoAnswers(), async (stub) => {
      expect(await stub.run(['plan', 'check', digest])).toMatchObject({ exitCode: 0 });
    });
    const notes = [
      { severity: 'error', reason: { code: 'check-host-twice', facts: { host: 'app1' } }, hostId: 'app1' },
    ] as unknown as ReturnType<typeof demoPlanAnswer>['notes'];
    await withStub(demoAnswers(demoPlanAnswer({ notes })), async (stub) => {
      const { exitCode, written } = await stub.run(['plan', 'check', digest]);
      expect(exitCode).toBe(6);
      expect(written.out).toMatch(/^error +app1\.example +Host app1 is in more than one wave\. \[check-host-twice\]$/m);
    });
  });
});

describe('plan approve', () => {
  const approval = {
    planDigest: digest,
    bounds: DEMO.plan.header.bounds,
    approvedBy: 'kim',
    rule: 'self',
    team: null,
    approvedAt: '2026-11-21T08:00:00.000Z',
    expiresAt: '2026-11-22T08:00:00.000Z',
  };
  const answers: Answers = { ...demoAnswers(), approvePlan: () => ({ value: approval }) };

  it('shows digest and bounds, asks, and approves on a yes', async () => {
    await withStub(answers, async (stub) => {
      const { exitCode, written } = await stub.run(['plan', 'approve', digest], { answers: ['yes'] });
      expect([exitCode, written.asked]).toEqual([0, ['Put your name under this digest and these bounds? [yes/no] ']]);
      expect(written.out).toContain(digest);
      expect(written.out).toContain('self: one person, who may be the author');
      expect(written.out).toContain('Approved by kim under the rule `self`');
      expect(stub.asked).toContain('approvePlan');
    });
  });

  it.each([[['no']], [['']], [[]]])('approves nothing on %j', async (given) => {
    await withStub(answers, async (stub) => {
      const { exitCode } = await stub.run(['plan', 'approve', digest], { answers: given });
      expect(exitCode).toBe(1);
      expect(stub.asked).not.toContain('approvePlan');
    });
  });

  it('in a script wants --yes and the whole digest, so that nobody approves by accident', async () => {
    await withStub(answers, async (stub) => {
      expect(await stub.run(['plan', 'approve', digest])).toMatchObject({ exitCode: 2 });
      expect(await stub.run(['plan', 'approve', digest.slice(0, 20), '--yes'])).toMatchObject({ exitCode: 2 });
      expect(stub.asked).not.toContain('approvePlan');
      expect(await stub.run(['plan', 'approve', digest, '--yes'])).toMatchObject({ exitCode: 0 });
    });
  });

  it('with --json keeps standard output to one document', async () => {
    await withStub(answers, async (stub) => {
      const { written } = await stub.run(['plan', 'approve', digest, '--yes', '--json']);
      expect(JSON.parse(written.out)).toMatchObject({ approval: { approvedBy: 'kim' } });
      expect(written.err).toContain(digest);
    });
  });
});

describe('plan make', () => {
  const request = {
    planRequestId: 'plan-2',
    environment: 'prod',
    patchSetDigest: DEMO.plan.header.bounds.patchSetDigest,
    overrides: [],
    author: 'kim',
    requestedAt: '2026-11-21T08:00:00.000Z',
    proposalsUntil: '2026-11-21T08:02:00.000Z',
    state: 'gathering',
    planDigest: null,
    report: null,
    reason: null,
  };

  it('waits for what comes of it, and says who is left out and why', async () => {
    let looks = 0;
    const answers: Answers = {
      ...demoAnswers(),
      makePlan: ({ body }) => {
        expect(body).toEqual({
          environment: 'prod',
          patchSetDigest: request.patchSetDigest,
          overrides: [{ kind: 'leave-out', hostId: 'app2', why: 'is being moved' }],
        });
        return { value: request };
      },
      showPlanRequest: () => {
        looks += 1;
        return {
          value: looks < 2 ? request : { ...request, state: 'planned', planDigest: digest, report: DEMO.report },
        };
      },
    };
    await withStub(answers, async (stub) => {
      const words = [
        'plan',
        'make',
        'prod',
        '--patch-set',
        request.patchSetDigest,
        '--leave-out',
        'app2=is being moved',
      ];
      const { exitCode, written } = await stub.run(words);
      expect([exitCode, looks]).toEqual([0, 2]);
      expect(written.out).toMatch(
        /^app2\.example +\(all\) +Left out by an override: is being moved\. \[host-left-out\]$/m,
      );
      expect(written.out).toContain(`slipway plan approve ${digest}`);
    });
  });

  it('leads on to the rollout where policy approved it, and says a note of several hosts once', async () => {
    const note = { code: 'kept-conffile', facts: { path: '/etc/a.conf', package: 'a' } };
    const report = { ...DEMO.report, notes: [note, note] };
    const planned = { ...request, state: 'planned', planDigest: digest, report };
    const plan = demoPlanAnswer({ approved: { given: [], reason: null } });
    await withStub({ ...demoAnswers(plan), makePlan: () => ({ value: planned }) }, async (stub) => {
      const { written } = await stub.run(['plan', 'make', 'prod', '--patch-set', request.patchSetDigest]);
      expect(written.out).toContain(`slipway rollout start ${digest} --watch`);
      expect(written.out.match(/^Note: .*$/gm)).toEqual([expect.stringMatching(/\(2 hosts\)$/)]);
    });
  });

  it('does not ask for names under a plan that was refused: planned again without a change it is the same', async () => {
    const planned = { ...request, state: 'planned', planDigest: digest, report: DEMO.report };
    const reason: Reason = {
      code: 'plan-refused',
      facts: { person: 'jane', at: request.requestedAt, why: 'not tonight' },
    };
    const plan = demoPlanAnswer({ approved: { given: [], reason } });
    await withStub({ ...demoAnswers(plan), makePlan: () => ({ value: planned }) }, async (stub) => {
      const words = ['plan', 'make', 'prod', '--patch-set', request.patchSetDigest];
      for (const asked of [words, [...words, '--json']]) {
        const { exitCode, written } = await stub.run(asked);
        expect([exitCode, written.err]).toEqual([1, expect.stringContaining('not tonight')]);
        expect(written.out).not.toContain('plan approve');
        expect(written.err).toContain(`Nothing changed since this plan was made, ${digest}`);
        expect(written.err).toContain(`slipway plan ask-again ${digest} --why`);
      }
    });
  });

  it('says that its patch set is held, and so does the plan itself', async () => {
    const planned = { ...request, state: 'planned', planDigest: digest, report: DEMO.report };
    const notPromoted: Reason = { code: 'patch-set-held', facts: { person: 'jane', why: 'a bug report' } };
    const plan = demoPlanAnswer({ notPromoted });
    await withStub({ ...demoAnswers(plan), makePlan: () => ({ value: planned }) }, async (stub) => {
      const made = await stub.run(['plan', 'make', 'prod', '--patch-set', request.patchSetDigest]);
      expect([made.exitCode, made.written.out]).toEqual([
        0,
        expect.stringMatching(
          /^Note: The patch set is held by jane: a bug report\. .* nothing of this plan begins\.$/m,
        ),
      ]);
      const shown = await stub.run(['plan', 'show', digest]);
      expect(shown.written.out).toContain('held by jane: a bug report');
    });
  });

  it('ends with 1 and the reason where nobody is left', async () => {
    const report = { ...DEMO.report, alreadyThere: ['app1'] };
    const empty = { ...request, state: 'empty', report, reason: { code: 'plan-empty', facts: {} } };
    await withStub({ ...demoAnswers(), makePlan: () => ({ value: empty }) }, async (stub) => {
      const words = ['plan', 'make', 'prod', '--patch-set', request.patchSetDigest];
      const { exitCode, written } = await stub.run(words);
      expect([exitCode, written.err]).toEqual([1, expect.stringContaining('[plan-empty]')]);
      expect(written.out).toContain('At every target already: app1.example');
      const asJson = await stub.run([...words, '--json']);
      expect([asJson.exitCode, JSON.parse(asJson.written.out)]).toEqual([1, empty]);
    });
  });
});

it('plan diff says what changed, host by host', async () => {
  const [change] = DEMO.plan.hostPlans[0]?.transaction ?? [];
  const difference = {
    isSame: false,
    hostsAdded: ['lb2'],
    hostsRemoved: ['app2'],
    hostsChanged: [{ hostId: 'app1', added: [change], removed: [], changed: [], parts: ['checks'] }],
    movedWaves: [{ hostId: 'lb1', from: 1, to: 2 }],
    waveCount: { before: 2, after: 3 },
    rules: ['awayMax'],
  };
  await withStub({ ...demoAnswers(), comparePlans: () => ({ value: difference }) }, async (stub) => {
    const { written } = await stub.run(['plan', 'diff', digest, digest]);
    expect(written.out).toBe(
      [
        'Hosts added: lb2.example',
        'Hosts removed: app2.example',
        'Waves: 2 -> 3',
        'lb1.example: wave 1 -> 2',
        'Rules and bounds that differ: awayMax',
        'app1.example:',
        '  now also: liblzma5/amd64 5.4.1-0.2 -> 5.4.1-1',
        '  also differs in: checks',
        '',
      ].join('\n'),
    );
  });
});
