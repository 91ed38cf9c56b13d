// Lists on a terminal of 110 columns, with the longest that real fleets bring: ids as the controller makes them, addresses for
// names, whole digests, two sentences of reasons. No line of a table is wider, and nothing that people copy is cut.

import { THE_MORNING } from '@slipway/testkit/builders';
import { expect, it } from 'vitest';
import { demoHost, page } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const WIDTH = 110;
const withStub = stubs({ zone: 'America/St_Johns' });

const [PLAN, PATCH_SET] = [`sha256:${'a1'.repeat(32)}`, `sha256:${'b2'.repeat(32)}`];
const [ROLLOUT, HOST] = ['rollout-7k2m9q4x', 'host-3f8h2k9p'];
const PERSON = 'christopher.featherstonehaugh@operations.example';
const PLACE = { environment: 'production', policyName: 'payment-databases' };
const LATER = '2026-12-24T21:00:00.000Z';
const WHY = {
  code: 'patch-set-held',
  facts: { person: PERSON, why: 'the vendor has an open report that its service does not come back on these hosts' },
};
const WANTED = {
  code: 'waiting-for-approval',
  facts: { missing: '2 more names of development or operations or security' },
};
const OCCURRENCE = { id: 'nth-weekday-2026-12-24t22-00', startsAt: LATER, cutOffAt: LATER, endsAt: LATER };
const BOOKWORM = { distribution: 'debian', release: 'bookworm' };

const changeRequest = {
  ...{ number: 'CHG-000042', planDigest: PLAN, environment: PLACE.environment, state: 'approved', result: null },
  title: 'Patch 128 hosts of production: linux-image-amd64, openssl, postgresql-17 and 12 more',
  ...{ text: '', plannedTimes: [], backOut: { generated: '', added: '' }, openedBy: PERSON, openedAt: THE_MORNING },
  ...{ outside: { system: 'service-desk', reference: 'SERVICEDESK-2026-004711' }, history: [] },
};

const answers: Answers = {
  listWaitingPlans: () =>
    page([
      {
        ...{ planDigest: PLAN, ...PLACE, author: PERSON, madeAt: THE_MORNING, hosts: 1280, given: 0, needed: 2 },
        rule: { rule: 'change-request', teams: ['development', 'operations', 'security'], count: 2 },
        ...{ openTeams: [], reason: WANTED, startsAt: LATER, changeRequest: 'CHG-000042', mine: true },
      },
    ]),
  listChangeRequests: () => page([changeRequest]),
  listPlans: () =>
    page([
      {
        ...{ digest: PLAN, ...PLACE, patchSetDigest: PATCH_SET, author: PERSON, madeAt: THE_MORNING, hosts: 1280 },
        approval: { rule: 'teams', teams: ['development', 'operations', 'security'], count: 2 },
        ...{ waves: 128, errors: 12, warnings: 345 },
      },
    ]),
  listPatchSets: () =>
    page([
      {
        ...{ digest: PATCH_SET, scope: 'named', standing: 'superseded', cutAt: THE_MORNING, author: PERSON },
        ...{ targets: 1280, security: 1280, replaced: 1280, replacedGone: 128 },
      },
    ]),
  listRollouts: () =>
    page([
      {
        ...{ rolloutId: ROLLOUT, planDigest: PLAN, environment: PLACE.environment, state: 'completed' },
        ...{ startedAt: THE_MORNING, endedAt: LATER, reason: WHY, hosts: 1280 },
        phases: { done: 1200, failed: 20, 'gone-back': 20, 'not-begun': 20, excused: 10, lost: 10 },
      },
    ]),
  listPromotions: () =>
    page([
      {
        ...{ promotionId: 'production.payment-databases.b2b2b2b2b2b2', patchSetDigest: PATCH_SET, ...PLACE },
        ...{ cutAt: THE_MORNING, by: PERSON, enteredAt: THE_MORNING, state: 'nothing-to-do', since: THE_MORNING },
        evidence: { environment: null, judgedAt: THE_MORNING, items: [] },
        ...{ occurrence: null, reason: null, planRequestId: null, planDigest: PLAN, rolloutId: ROLLOUT },
        outcome: { done: 1280, alreadyThere: 12, excused: 12, notDone: [] },
        ...{ endedAt: null, excused: null, closedAt: null, cycles: [] },
      },
    ]),
  listDue: () => ({
    value: {
      asOf: THE_MORNING,
      places: [{ ...PLACE, patchSetDigest: PATCH_SET, occurrence: OCCURRENCE, due: null, reason: WHY, until: LATER }],
    },
  }),
  listQuarantines: () =>
    page([
      {
        ...{ quarantineId: 'quarantine-7k2m9q4x', package: { kind: 'source', name: 'linux-signed-amd64' } },
        ...{ version: '1:6.12.43+deb13.1+really6.1.140-1', platform: BOOKWORM, why: WHY.facts.why, cause: 'person' },
        ...{ by: PERSON, at: THE_MORNING, lifted: { by: PERSON, why: 'it was the disk', at: THE_MORNING } },
      },
    ]),
  listAuditEvents: () =>
    page([
      {
        ...{ sequence: 123456, previous: PLAN, digest: PLAN, at: THE_MORNING, who: PERSON },
        ...{
          action: 'enrolment-token.revoke',
          object: PLAN,
          facts: { environment: 'production', patchSet: PATCH_SET },
        },
      },
    ]),
  listTokens: () =>
    page([
      {
        ...{ tokenId: 'token-7k2m9q4x', person: PERSON, roles: ['viewer', 'operator', 'approver', 'administrator'] },
        teams: ['development', 'operations', 'security', 'databases'],
        ...{ createdAt: THE_MORNING, expiresAt: LATER, revokedAt: null },
      },
    ]),
  listHosts: () =>
    page([
      demoHost(HOST, {
        hostname: 'payment-database-primary-17.frankfurt.production.example',
        environment: 'production',
        mode: { wanted: 'adopted', reported: 'observed' },
        barred: WHY as never,
        rollout: { rolloutId: ROLLOUT, phase: 'not-begun' } as never,
      }),
    ]),
  listNotices: () =>
    page([
      {
        eventId: `window-announced.${PLAN}.${LATER}.168h`,
        ...{ at: THE_MORNING, kind: 'host-missed-window' },
        content: {
          ...{ environment: 'production', hostId: HOST, hostname: 'payment-database-primary-17.frankfurt.example' },
          ...{ owner: null, endedAt: LATER, reason: null, rule: 'on-return' },
        },
        deliveries: ['office', 'night-shift', 'service-desk'].map((audience) => ({
          ...{ audience, state: 'waiting', attempts: 3, nextTryAt: LATER },
          lastReason: { code: 'notice-not-taken', facts: { audience, detail: 'no mail server is configured' } },
        })),
      },
    ]),
  listExceptions: () => ({
    value: {
      ...{ asOf: THE_MORNING, revision: 3 },
      items: [
        {
          ...{ name: 'billing-appliance-openssl', hosts: 'role = billing and environment = production', selected: 12 },
          ...{ owner: 'team-billing', approvedBy: PERSON, leavesOut: { package: 'linux-image-amd64' } },
          ...{ why: 'the billing appliance breaks with it, says its vendor', state: 'expired' },
          ...{ compensatingControl: 'reachable from the bastion alone, by two people', expiresAt: THE_MORNING },
        },
      ],
    },
  }),
};

const LISTS: readonly (readonly string[])[] = [
  ['approval', 'list'],
  ['audit', 'list'],
  ['change-request', 'list'],
  ['exception', 'list'],
  ['host', 'list'],
  ['notice', 'list'],
  ['patch-set', 'list'],
  ['plan', 'list'],
  ['promotion', 'list'],
  ['promotion', 'next'],
  ['quarantine', 'list'],
  ['rollout', 'list'],
  ['token', 'list'],
];

it.each(LISTS)('%s %s fits', async (...words) => {
  await withStub(answers, async (stub) => {
    const { exitCode, written } = await stub.run(words, { width: WIDTH });
    expect([exitCode, written.err]).toEqual([0, '']);
    const wide = written.out.split('\n').filter((line) => line.length > WIDTH);
    expect(wide).toEqual([]);
    // What is an argument of other commands stands there as they take it.
    for (const id of ['quarantine-7k2m9q4x', ROLLOUT, HOST, 'token-7k2m9q4x', 'CHG-000042', PLAN.slice(0, 19)]) {
      const isSaid = (await stub.run(words)).written.out.includes(id);
      expect(written.out.includes(id), id).toBe(isSaid);
    }
  });
});

it('a notice is shown by the name that the list has for it, and by its id', async () => {
  const asked: unknown[] = [];
  const showNotice: Answers[string] = ({ params }) => {
    asked.push(params['eventId']);
    return { status: 404, reason: { code: 'not-found', facts: { what: 'notice', id: '' } } };
  };
  await withStub({ ...answers, showNotice }, async (stub) => {
    const listed = (await stub.run(['notice', 'list'])).written.out.split('\n')[1] ?? '';
    const [name = ''] = listed.split(' ');
    expect(name).toMatch(/^notice-[0-9a-f]{8}$/);
    for (const words of [name, 'rollout-ended.rollout-1', 'notice-00000000']) await stub.run(['notice', 'show', words]);
    expect(asked).toEqual([`window-announced.${PLAN}.${LATER}.168h`, 'rollout-ended.rollout-1', 'notice-00000000']);
  });
});
