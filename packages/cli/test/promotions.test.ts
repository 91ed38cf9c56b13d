// Where patch sets are, what the schedule does next, what people say of them, and versions that are kept from hosts.

import type { DuePlaceAnswer, PromotionAnswer, QuarantineAnswer, ShownPromotionAnswer } from '@slipway/protocol/api';
import { describe, expect, it } from 'vitest';
import { DEMO, demoAnswers, demoPlanAnswer } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs({ besides: demoAnswers });

const digest = DEMO.plan.header.bounds.patchSetDigest;
const [firstHost] = DEMO.plan.header.bounds.hosts;
if (firstHost === undefined) throw new Error('a plan without hosts');
const at = (time: string) => `2026-11-21T${time}:00.000Z` as PromotionAnswer['cutAt'];
const window = { id: 'weekly-2026-11-21t08-00', startsAt: at('08:00'), cutOffAt: at('11:00'), endsAt: at('12:00') };

const promotion: PromotionAnswer = {
  promotionId: `test.${digest.slice(7, 19)}`,
  patchSetDigest: digest,
  cutAt: at('06:00'),
  environment: 'test',
  policyName: 'databases',
  by: 'schedule',
  enteredAt: at('07:00'),
  evidence: {
    environment: 'dev',
    judgedAt: at('07:00'),
    items: [
      {
        item: 'hosts',
        answer: 'yes',
        reason: { code: 'evidence-hosts', facts: { environment: 'dev', done: 3, there: 1, excused: 0 } },
      },
      { item: 'exposure', answer: 'unknown', reason: { code: 'exposure-not-known', facts: {} } },
    ],
  },
  occurrence: window,
  state: 'failed',
  since: at('09:00'),
  reason: null,
  planRequestId: 'plan.test.1',
  planDigest: DEMO.plan.digest,
  rolloutId: 'rollout-5d21' as NonNullable<PromotionAnswer['rolloutId']>,
  outcome: {
    done: 4,
    alreadyThere: 1,
    excused: 1,
    notDone: [{ hostId: firstHost, what: 'failed', reason: { code: 'went-back', facts: { detail: 'a check' } } }],
  },
  endedAt: at('09:00'),
  excused: null,
  closedAt: at('10:00'),
  cycles: [],
};
const shown: ShownPromotionAnswer = {
  promotion,
  hostnames: { [firstHost]: 'app1' },
  waits: null,
  closing: [
    {
      item: 'patched-within-schedule',
      answer: 'no',
      reason: { code: 'closing-hosts-missing', facts: { done: 4, there: 1, excused: 1, missing: 1 } },
    },
    { item: 'tier-before-verified', answer: 'yes', reason: { code: 'closing-first-tier', facts: {} } },
  ],
};

describe('promotion', () => {
  it('lists where patch sets are', async () => {
    await withStub({ listPromotions: () => ({ value: { items: [promotion], next: null } }) }, async (stub) => {
      const { written, exitCode } = await stub.run(['promotion', 'list']);
      expect(exitCode).toBe(0);
      expect(written.out).toContain(promotion.promotionId);
      expect(written.out).toMatch(/test \(databases\) +failed +.* 5 +1 +1 +schedule/);
    });
    await withStub({ listPromotions: () => ({ value: { items: [], next: null } }) }, async (stub) => {
      expect((await stub.run(['promotion', 'list'])).written.out).toContain('No patch set has entered');
    });
  });

  it('shows evidence, who is not done, and the closing checklist', async () => {
    await withStub({ showPromotion: () => ({ value: shown }) }, async (stub) => {
      const { written, exitCode } = await stub.run(['promotion', 'show', promotion.promotionId]);
      expect(exitCode).toBe(0);
      await expect(written.out).toMatchFileSnapshot('golden/promotion-show.txt');
      const list = await stub.run(['promotion', 'show', promotion.promotionId, '--checklist']);
      expect([list.exitCode, list.written.out.split('\n')[0]]).toEqual([5, expect.stringContaining('ITEM')]);
      const json = await stub.run(['promotion', 'show', promotion.promotionId, '--checklist', '--json']);
      expect([json.exitCode, JSON.parse(json.written.out)]).toEqual([5, shown.closing]);
    });
    const closing = shown.closing.map((one) => ({ ...one, answer: 'yes' as const }));
    await withStub({ showPromotion: () => ({ value: { ...shown, closing } }) }, async (stub) => {
      expect((await stub.run(['promotion', 'show', promotion.promotionId, '--checklist'])).exitCode).toBe(0);
    });
  });

  it('says what is next in each place', async () => {
    const none = { patchSetDigest: null, occurrence: null, due: null, reason: null, until: null };
    const places: readonly DuePlaceAnswer[] = [
      { ...none, environment: 'dev', policyName: null, occurrence: window, due: 'cut' },
      {
        ...none,
        environment: 'test',
        policyName: null,
        occurrence: window,
        reason: { code: 'promotion-later', facts: { at: at('07:00') } },
        until: at('07:00'),
      },
      {
        ...none,
        environment: 'prod',
        policyName: null,
        patchSetDigest: digest,
        occurrence: window,
        reason: {
          code: 'evidence-hosts-missing',
          facts: { environment: 'test', count: 1, host: 'app1', detail: 'x', promotion: 'y' },
        },
      },
    ];
    await withStub({ listDue: () => ({ value: { places } }) }, async (stub) => {
      const { written } = await stub.run(['promotion', 'next']);
      expect(written.out).toMatch(/dev .*cuts now/);
      expect(written.out).toMatch(/test .*It is got ready from 2026-11-21 07:00:00 \+00:00 on\. \[promotion-later\]\n/);
      expect(written.out).toMatch(/prod .*Hosts of environment .* that are not done: 1, the first is app1/);
    });
  });

  it('excuses with a reason', async () => {
    const bodies: unknown[] = [];
    const excusePromotion: Answers[string] = ({ body }) => {
      bodies.push(body);
      return { value: promotion };
    };
    await withStub({ excusePromotion }, async (stub) => {
      expect((await stub.run(['promotion', 'excuse', promotion.promotionId])).exitCode).toBe(2);
      const done = await stub.run(['promotion', 'excuse', promotion.promotionId, '--why', 'a broken disk']);
      expect([done.exitCode, bodies]).toEqual([0, [{ why: 'a broken disk' }]]);
      expect(done.written.out).toContain('passes with 1 hosts not done');
    });
  });
});

describe('patch-set', () => {
  it('is held and released, and ended only where somebody says yes', async () => {
    const bodies: unknown[] = [];
    const sayOfPatchSet: Answers[string] = ({ body }) => {
      bodies.push(body);
      const { standing, why } = body as { readonly standing: string; readonly why: string };
      return { value: { patchSetDigest: digest, standing, by: 'kim', why, at: at('08:00') } };
    };
    await withStub({ sayOfPatchSet }, async (stub) => {
      const say = async (word: string, ...more: readonly string[]) =>
        await stub.run(['patch-set', word, digest, '--why', 'the vendor is asked', ...more]);
      expect((await say('hold')).written.out).toContain('is held');
      expect((await say('release')).written.out).toContain('goes on');
      expect((await say('withdraw')).exitCode).toBe(2);
      expect((await say('withdraw', '--yes')).written.out).toContain('is withdrawn');
      expect((await say('supersede', '--yes')).exitCode).toBe(0);
      expect(bodies.map((body) => (body as { readonly standing: string }).standing)).toEqual([
        'held',
        'current',
        'withdrawn',
        'superseded',
      ]);
    });
  });
});

describe('quarantine', () => {
  const quarantine: QuarantineAnswer = {
    quarantineId: 'quarantine-5d21',
    platform: { distribution: 'debian', release: '12' },
    package: { kind: 'source', name: 'openssl' },
    version: '3.0.17-1',
    why: 'it breaks the load balancers',
    cause: 'person',
    by: 'kim',
    at: at('08:00'),
    lifted: null,
  };

  it('keeps a version from hosts, of a package or of its source, here or everywhere', async () => {
    const bodies: unknown[] = [];
    const addQuarantine: Answers[string] = ({ body }) => {
      bodies.push(body);
      return { value: quarantine };
    };
    await withStub({ addQuarantine }, async (stub) => {
      const add = async (...more: readonly string[]) =>
        await stub.run(['quarantine', 'add', 'openssl', '3.0.17-1', ...more]);
      expect((await add()).exitCode).toBe(2);
      expect((await add('--why', 'it breaks', '--on', 'debian')).exitCode).toBe(2);
      expect((await add('--why', 'it breaks')).written.out).toContain('is kept from hosts: quarantine-5d21');
      await add('--why', 'it breaks', '--source', '--on', 'debian/12');
      const common = { version: '3.0.17-1', why: 'it breaks' };
      expect(bodies).toEqual([
        { ...common, package: { kind: 'binary', name: 'openssl' }, platform: null },
        {
          ...common,
          package: { kind: 'source', name: 'openssl' },
          platform: { distribution: 'debian', release: '12' },
        },
      ]);
    });
  });

  it('is listed, and lifted where somebody says yes', async () => {
    const lifted = { ...quarantine, lifted: { by: 'zoe', why: 'it was the balancer', at: at('09:00') } };
    const answers: Answers = {
      listQuarantines: () => ({ value: { items: [lifted, quarantine], next: null } }),
      liftQuarantine: () => ({ value: lifted }),
    };
    await withStub(answers, async (stub) => {
      const { written } = await stub.run(['quarantine', 'list']);
      expect(written.out).toMatch(/openssl \(source\) +3\.0\.17-1 +debian 12 .*no +it breaks the load balancers/);
      const lift = ['quarantine', 'lift', 'quarantine-5d21', '--why', 'it was the balancer'];
      expect((await stub.run(lift)).exitCode).toBe(2);
      expect((await stub.run([...lift, '--yes'])).written.out).toContain('no longer kept from hosts');
    });
  });
});

describe('plan show', () => {
  it('names parity gaps with their deadline', async () => {
    const plan = demoPlanAnswer();
    const gap = {
      platform: { distribution: 'debian', release: '12' },
      ...{
        name: 'openssl',
        architecture: 'amd64',
        version: '3.0.17-1',
        sourceName: 'openssl',
        sourceVersion: '3.0.17-1',
      },
      hosts: [firstHost],
    };
    const value = {
      ...plan,
      report: { ...plan.report, parityGaps: [gap] },
      gapDeadlines: [{ name: 'openssl', version: '3.0.17-1', due: at('23:00') }],
    };
    await withStub({ showPlan: () => ({ value }) }, async (stub) => {
      const { written } = await stub.run(['plan', 'show', DEMO.plan.digest]);
      expect(written.out).toMatch(
        /Parity gaps: proven by no environment before\n.*\nopenssl\/amd64 3\.0\.17-1 +debian 12 +2026-11-21 23:00/,
      );
    });
  });
});
