// Who is wanted, what was refused, and change requests as people read and write them.

import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApprovalAnswer, ShownChangeRequestAnswer, WaitingPlanAnswer } from '@slipway/protocol/api';
import { describe, expect, it } from 'vitest';
import { DEMO, demoAnswers, demoPlanAnswer } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs({ besides: demoAnswers });

const { digest, header } = DEMO.plan;
const WAITS = { code: 'waiting-for-approval', facts: { missing: '1 more name of development or security' } } as const;
const MORNING = '2026-11-21T08:00:00.000Z' as ApprovalAnswer['approvedAt'];

const waiting: WaitingPlanAnswer = {
  planDigest: digest,
  environment: 'prod',
  policyName: 'databases',
  author: 'kim',
  madeAt: MORNING,
  hosts: 3,
  rule: { rule: 'change-request', teams: ['development', 'operations', 'security'], count: 2 },
  given: 1,
  needed: 2,
  openTeams: ['development', 'security'],
  reason: WAITS,
  startsAt: '2026-11-21T22:00:00.000Z' as ApprovalAnswer['approvedAt'],
  changeRequest: 'CHG-000042',
  mine: true,
};

const request: ShownChangeRequestAnswer = {
  number: 'CHG-000042',
  revision: 3,
  planDigest: digest,
  environment: 'prod',
  title: 'Patch 3 hosts of prod: openssl',
  text: '2 packages on 3 hosts of prod.',
  plannedTimes: header.bounds.occurrences,
  backOut: { generated: '3 hosts that fail go back by themselves.', added: 'Call the night shift.' },
  state: 'open',
  outside: { system: 'service-desk', reference: 'REQ-77' },
  openedBy: 'kim',
  openedAt: MORNING,
  result: null,
  history: [
    { at: MORNING, who: 'kim', what: 'opened', detail: '' },
    { at: MORNING, who: 'dora', what: 'named', detail: 'operations' },
  ],
};

describe('approval list', () => {
  it('says what waits for whom, and whether for you', async () => {
    const queries: unknown[] = [];
    const listWaitingPlans: Answers[string] = ({ query }) => {
      queries.push(query);
      return { value: { items: [waiting], next: null } };
    };
    await withStub({ listWaitingPlans }, async (stub) => {
      const { written, exitCode } = await stub.run(['approval', 'list', '--mine']);
      expect([exitCode, queries]).toEqual([0, [expect.objectContaining({ mine: 'true' })]]);
      expect(written.out).toContain('prod (databases)');
      expect(written.out).toContain('1/2');
      expect(written.out).toContain('CHG-000042');
      expect(written.out).toContain('1 more name of development or security wanted');
    });
  });

  it('says that nothing waits', async () => {
    await withStub({ listWaitingPlans: () => ({ value: { items: [], next: null } }) }, async (stub) => {
      expect((await stub.run(['approval', 'list'])).written.out).toBe('No plan waits for approval.\n');
      expect((await stub.run(['approval', 'list', '--mine'])).written.out).toBe('No plan waits for your name.\n');
    });
  });
});

describe('plan show', () => {
  it('names who agreed for which team, what is missing, and the change request', async () => {
    const given: ApprovalAnswer[] = [
      {
        planDigest: digest,
        bounds: header.bounds,
        approvedBy: 'dora',
        rule: 'change-request',
        team: 'operations',
        teams: ['operations', 'security'],
        approvedAt: MORNING,
        expiresAt: MORNING,
      },
      {
        planDigest: digest,
        bounds: header.bounds,
        approvedBy: 'jane',
        rule: 'change-request',
        team: null,
        outside: 'service-desk',
        reference: 'REQ-77',
        approvedAt: MORNING,
        expiresAt: MORNING,
      },
    ];
    const names = { given: 1, needed: 2, openTeams: ['development', 'operations'] };
    const plan = demoPlanAnswer({
      approved: { given, reason: WAITS, names, refusal: null, changeRequest: 'CHG-000042' },
    });
    await withStub({ showPlan: () => ({ value: plan }) }, async (stub) => {
      const { written } = await stub.run(['plan', 'show', digest]);
      expect(written.out).toContain('by dora for operations or security, ');
      expect(written.out).toContain('by jane in service-desk under REQ-77, ');
      expect(written.out).toContain('change request CHG-000042');
      expect(written.out).toContain('1 of 2; a name would count for development, operations');
    });
  });
});

describe('plan approve', () => {
  it('says it at once where the name will have expired when the window begins', async () => {
    const [first] = header.bounds.occurrences;
    const startsAt = '2026-11-23T22:00:00.000Z' as ApprovalAnswer['approvedAt'];
    const later = { ...first!, startsAt, cutOffAt: startsAt.replace('22', '23') as typeof startsAt };
    const approval = {
      planDigest: digest,
      bounds: { ...header.bounds, occurrences: [later] },
      approvedBy: 'dora',
      rule: 'team',
      team: 'operations',
      approvedAt: MORNING,
      expiresAt: '2026-11-22T08:00:00.000Z',
    };
    await withStub({ approvePlan: () => ({ value: approval }) }, async (stub) => {
      const { written } = await stub.run(['plan', 'approve', digest, '--yes']);
      expect(written.out).toContain('It will have expired when the window begins');
    });
  });
});

describe('plan refuse', () => {
  const refusal = { planDigest: digest, refusedBy: 'dora', why: 'month end', refusedAt: MORNING };

  it('needs a reason and a yes', async () => {
    const bodies: unknown[] = [];
    const refusePlan: Answers[string] = ({ body }) => {
      bodies.push(body);
      return { value: refusal };
    };
    await withStub({ refusePlan }, async (stub) => {
      expect((await stub.run(['plan', 'refuse', digest, '--yes'])).exitCode).toBe(2);
      expect((await stub.run(['plan', 'refuse', digest, '--why', 'month end'], { answers: ['no'] })).exitCode).toBe(1);
      expect(bodies).toEqual([]);
      const { written, exitCode } = await stub.run(['plan', 'refuse', digest, '--why', 'month end', '--yes']);
      expect([exitCode, bodies]).toEqual([0, [{ why: 'month end' }]]);
      expect(written.out).toContain('Refused by dora: month end');
    });
  });
});

describe('plan ask-again', () => {
  const refusal = { planDigest: digest, refusedBy: 'dora', why: 'month end', refusedAt: MORNING };
  const asked = {
    planDigest: digest,
    askedBy: 'gina',
    why: 'it is over',
    askedAt: MORNING,
    refusal,
    changeRequest: null,
  };

  it('needs a reason and a yes, and says who is wanted now', async () => {
    const bodies: unknown[] = [];
    const askForPlanAgain: Answers[string] = ({ body }) => {
      bodies.push(body);
      return { value: asked };
    };
    const approved = { given: [], reason: WAITS, askedAgain: [asked], changeRequest: 'CHG-000043' };
    await withStub({ ...demoAnswers(demoPlanAnswer({ approved })), askForPlanAgain }, async (stub) => {
      const words = ['plan', 'ask-again', digest];
      expect((await stub.run([...words, '--yes'])).exitCode).toBe(2);
      expect((await stub.run([...words, '--why', 'it is over'], { answers: ['no'] })).exitCode).toBe(1);
      expect(bodies).toEqual([]);
      const { written, exitCode } = await stub.run([...words, '--why', 'it is over', '--yes']);
      expect([exitCode, bodies]).toEqual([0, [{ why: 'it is over' }]]);
      expect(written.out).toContain('The refusal by dora stands no longer.');
      expect(written.out).toContain('Change request CHG-000043 is open.');
      expect(written.out).toContain('1 more name of development or security');
      const shown = await stub.run(['plan', 'show', digest]);
      expect(shown.written.out).toMatch(/dora refused it: month end; asked again .* by gina: it is\s+over/);
      // Whoever is about to put a name under it reads it too, before they are asked.
      const read = await stub.run(['plan', 'approve', digest], { answers: ['no'] });
      expect(read.written.out).toMatch(/Before: dora refused it: month end; asked again .* by gina: it is over\n/);
    });
  });
});

describe('change requests', () => {
  it('are shown with text, times, way back, names and the outside reference', async () => {
    await withStub({ showChangeRequest: () => ({ value: request }) }, async (stub) => {
      for (const number of ['CHG-000042', '42', 'chg-42']) {
        const { written } = await stub.run(['change-request', 'show', number]);
        for (const part of [
          'CHG-000042: Patch 3 hosts of prod: openssl',
          'service-desk: REQ-77',
          '2 packages on 3 hosts of prod.',
          '3 hosts that fail go back by themselves.',
          'Call the night shift.',
          'a name by dora: operations',
          'revision 3',
        ]) {
          expect(written.out).toContain(part);
        }
      }
      expect((await stub.run(['change-request', 'show', 'REQ-77'])).exitCode).toBe(2);
    });
  });

  it('are worded from files, by the revision that is there or that was looked at', async () => {
    const bodies: unknown[] = [];
    const answers: Answers = {
      showChangeRequest: () => ({ value: request }),
      rewordChangeRequest: ({ body }) => {
        bodies.push(body);
        return { value: { ...request, revision: 4 } };
      },
    };
    const file = join(tmpdir(), `back-out-${process.pid}.txt`);
    await writeFile(file, 'Restore the database first.\n');
    await withStub(answers, async (stub) => {
      expect((await stub.run(['change-request', 'edit', '42'])).exitCode).toBe(2);
      await stub.run(['change-request', 'edit', '42', '--title', 'October', '--back-out', file]);
      await stub.run(['change-request', 'edit', '42', '--title', 'October', '--revision', '2']);
      expect(bodies).toEqual([
        { revision: 3, title: 'October', backOutAdded: 'Restore the database first.\n' },
        { revision: 2, title: 'October' },
      ]);
    });
  });

  it('are closed with a reason, and listed with what became of them', async () => {
    const closed = {
      ...request,
      state: 'closed',
      result: { outcome: 'withdrawn', text: 'next month', rolloutId: null },
    };
    const { revision: _, ...listed } = closed;
    const answers: Answers = {
      withdrawChangeRequest: () => ({ value: closed }),
      listChangeRequests: () => ({ value: { items: [listed], next: null } }),
    };
    await withStub(answers, async (stub) => {
      const words = ['change-request', 'close', '42', '--why', 'next month', '--yes'];
      expect((await stub.run(words)).written.out).toBe('CHG-000042 is closed: next month\n');
      expect((await stub.run(['change-request', 'list'])).written.out).toMatch(/CHG-000042 +closed: withdrawn +prod/);
    });
  });
});
