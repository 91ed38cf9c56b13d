// Pages that people read, as golden text: a change of what they say shows as a difference.

import { reason } from '@slipway/core/reasons';
import type { Cut } from '@slipway/protocol/api';
import { demoPatchSet, digestOfPatchSet, digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import { expect, it } from 'vitest';
import { DEMO_INPUT, demoAnswers, demoHost, page } from './support/demo-answers.ts';
import { demoExposures } from './support/demo-exposures.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs();

const program = (path: string) => ({ path, sizeBytes: 1_200_000, sha256: digestOfText(path), seen: 'in-folder' });
const UNMANAGED = {
  kind: 'known',
  asOf: THE_MORNING,
  programs: {
    kind: 'known',
    total: 310,
    items: [
      { path: '/home/kim/daemon', sizeBytes: 14, sha256: null, seen: 'running' },
      ...Array.from({ length: 9 }, (_, at) => program(`/usr/local/bin/tool-${at}`)),
    ],
  },
  snaps: { kind: 'known', total: 0, items: [] },
  flatpaks: { kind: 'unknown', detail: 'EACCES: permission denied' },
  containers: { kind: 'known', total: 1, items: [{ engine: 'docker', name: 'db', image: 'postgres:17' }] },
};

const foreign = { architecture: 'amd64', version: '1.0', newer: null, listed: 'exactly' };
const THIRD_PARTY = {
  kind: 'known',
  asOf: THE_MORNING,
  origins: [
    {
      origin: { origin: 'Maker', label: 'Maker', codename: 'stable' },
      uri: null,
      packages: [
        { ...foreign, name: 'agent', newer: '1.2' },
        { ...foreign, name: 'old', listed: 'by-another' },
      ],
    },
    {
      origin: { origin: '', label: '', codename: '' },
      uri: 'https://packages.example/own/',
      packages: [{ ...foreign, name: 'own' }],
    },
  ],
  none: [{ ...foreign, name: 'by-file', listed: 'nowhere' }],
  unknown: 2,
};

const inventoryRest = (): unknown => {
  const inventory = DEMO_INPUT.hosts[0]?.inventory;
  if (inventory == null) throw new Error('the demo has no inventory');
  const { packages: _, ...rest } = inventory;
  return {
    ...rest,
    updates: {
      kind: 'known',
      asOf: THE_MORNING,
      metadataAsOf: THE_MORNING,
      keptBack: [{ name: 'nginx', architecture: 'amd64', cause: 'held' }],
      updates: [
        {
          name: 'openssl',
          architecture: 'amd64',
          from: '3.0.15-1~deb12u1',
          to: '3.0.17-1~deb12u2',
          origin: { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' },
          security: true,
        },
      ],
    },
    unmanaged: UNMANAGED,
    restart: { kind: 'unknown', detail: 'only root sees all processes' },
    reboot: { kind: 'needed', causes: ['linux-image-6.1.0-41-amd64'] },
  };
};

const installed = { sourceName: 'openssl', sourceVersion: '3.0.15-1~deb12u1', state: 'installed', automatic: false };
const openssl = { ...installed, name: 'openssl', architecture: 'amd64', version: '3.0.15-1~deb12u1', held: true };
const PATCH_SET = demoPatchSet();
const DIGEST = digestOfPatchSet(PATCH_SET);
const LEFT_OUT: NonNullable<Cut['leftOut']> = {
  count: 1,
  updates: PATCH_SET.targets.slice(1, 2).map(({ platform, name, architecture, origin }) => ({
    ...{ platform, name, architecture, version: '9.9-1', origin, hosts: 1 },
    reason: reason('update-unlisted', { package: name, version: '9.9-1', origin: 'Debian' }),
  })),
};
const HOST_IN_THE_WAY = { code: 'host-lacks-capability', facts: { capability: 'hooks/1' } };

const hosts: Answers = {
  showHost: () => ({
    value: {
      host: demoHost('app1', { stopped: true }),
      contact: {
        seenAt: THE_MORNING,
        agentVersion: '0.1.0',
        capabilities: ['apt/1', 'steps/1'],
        bootId: 'b',
        stopped: true,
        ledgerSequence: 12,
        ledgerGeneration: 3,
        readyFor: null,
        refusal: { hostPlanDigest: DIGEST, reason: { code: 'drifted', facts: { detail: 'openssl is held' } } },
        clockSkewSeconds: -2,
      },
      generation: 3,
      inventory: { receivedAt: THE_MORNING, packages: 6, rest: inventoryRest(), thirdParty: THIRD_PARTY },
      currentPlan: { planDigest: DIGEST, generation: 3, environment: 'prod' },
      rollout: {
        rolloutId: 'rollout-2',
        state: 'running',
        phase: 'away',
        wave: 1,
        step: 'apply',
        reason: null,
      },
      reasons: [HOST_IN_THE_WAY],
    },
  }),
  listHostHistory: () =>
    page([
      { hostId: 'app1', at: THE_MORNING, event: { kind: 'barred', reason: { code: 'host-restored', facts: {} } } },
      {
        hostId: 'app1',
        at: THE_MORNING,
        event: { kind: 'rebooted', bootIdBefore: 'aaaaaaaaaa', bootIdAfter: 'bbbbbbbbbb' },
      },
      {
        hostId: 'app1',
        at: THE_MORNING,
        event: {
          kind: 'packages-changed',
          by: 'foreign',
          attemptId: null,
          difference: {
            added: [{ ...openssl, name: 'curl' }],
            removed: [{ ...openssl, name: 'telnet' }],
            changed: [{ before: openssl, after: { ...openssl, version: '3.0.17-1~deb12u2' } }],
          },
        },
      },
      { hostId: 'app1', at: THE_MORNING, event: { kind: 'enrolled', by: 'enrolment-2' } },
    ]),
};

const fleet: Answers = {
  listPackages: () => page([{ name: 'openssl', architecture: 'amd64', version: '3.0.15-1~deb12u1', hosts: 4 }]),
  listPackageHosts: ({ params, query }) => {
    expect([params, query['below']]).toEqual([{ name: 'openssl' }, '3.0.17']);
    const item = { hostId: 'app1', hostname: 'app1.example', environment: null, package: openssl };
    return { value: { items: [item], next: 'more', hosts: 4117 } };
  },
  listUpdates: ({ query }) => {
    expect(query).toMatchObject({ security: 'true', environment: 'prod' });
    return {
      value: {
        items: [
          {
            name: 'openssl',
            architecture: 'amd64',
            to: '3.0.17-1~deb12u2',
            security: true,
            hosts: 3,
            environments: { dev: 1, prod: 2 },
            from: [
              { version: '3.0.15-1~deb12u1', hosts: 2 },
              { version: null, hosts: 1 },
            ],
          },
        ],
        next: null,
        hosts: 4,
        unknown: [{ hostId: 'lb2', hostname: 'lb2.example' }],
      },
    };
  },
  listPatchSets: () =>
    page([
      {
        digest: DIGEST,
        scope: 'security',
        author: 'kim',
        cutAt: THE_MORNING,
        targets: 4,
        security: 4,
        replaced: 4,
        replacedGone: 0,
        leftOut: LEFT_OUT,
      },
    ]),
  showPatchSet: () => ({
    value: { digest: DIGEST, author: 'kim', cutAt: THE_MORNING, patchSet: PATCH_SET, leftOut: LEFT_OUT },
  }),
};

const EXCEPTED = {
  code: 'excepted',
  facts: { what: 'openssl', exception: 'old-tls', owner: 'team-billing', expires: '2026-12-24T00:00:00.000Z' },
};

const reports: Answers = {
  reportFleet: () => ({
    value: {
      asOf: THE_MORNING,
      switch: 'stopped',
      environments: [
        {
          environment: 'prod',
          hosts: 5,
          adopted: 3,
          current: 2,
          behind: 1,
          excepted: 1,
          unknown: 1,
          securityBehind: 1,
          overdue: 1,
          rebootNeeded: 1,
          lastRollout: { rolloutId: 'rollout-2', state: 'completed', startedAt: THE_MORNING, endedAt: THE_MORNING },
        },
      ],
      notCurrent: [
        {
          hostId: 'lb2',
          hostname: 'lb2.example',
          environment: 'prod',
          updates: null,
          security: null,
          excepted: 0,
          reasons: [HOST_IN_THE_WAY],
        },
        {
          hostId: 'app1',
          hostname: 'app1.example',
          environment: 'prod',
          updates: 4,
          security: 4,
          excepted: 1,
          reasons: [],
        },
        {
          hostId: 'app3',
          hostname: 'app3.example',
          environment: 'prod',
          updates: 1,
          security: 1,
          excepted: 1,
          reasons: [EXCEPTED],
        },
      ],
    },
  }),
  reportRollout: () => ({
    value: {
      rolloutId: 'rollout-2',
      planDigest: DIGEST,
      environment: 'prod',
      state: 'stopped',
      startedAt: THE_MORNING,
      endedAt: null,
      reason: { code: 'stopped-by-budget', facts: { failed: 1, budget: 0 } },
      hosts: [reportedHost('lb1', 1), reportedHost('app1', 0)],
      leftOut: [{ hostId: 'app2', reason: { code: 'host-left-out', facts: { why: 'is being moved' } } }],
    },
  }),
};

const step = (name: string, given: object = {}) => ({
  step: name,
  outcome: 'done',
  begunAt: '2026-11-21T08:00:00.000Z',
  endedAt: '2026-11-21T08:00:01.250Z',
  entries: 1,
  reason: null,
  ...given,
});

const change = (name: string, state: string, found: string | null) => ({
  name,
  architecture: 'amd64',
  from: '1',
  to: '2',
  found,
  state,
});

const reportedHost = (name: string, wave: number) => ({
  hostId: name,
  hostname: `${name}.example`,
  wave,
  phase: wave === 0 ? 'failed' : 'excused',
  reason: wave === 0 ? { code: 'memory-still-old', facts: { count: 1, processes: 'nginx' } } : null,
  attempt:
    wave === 0
      ? {
          attemptId: 'attempt-2',
          begunAt: '2026-11-21T08:00:00.000Z',
          endedAt: '2026-11-21T08:04:10.000Z',
          outcome: 'isolated',
          steps: [
            step('preflight'),
            step('quiesce', {
              outcome: 'skipped',
              begunAt: null,
              endedAt: null,
              reason: { code: 'step-no-hook', facts: { step: 'quiesce' } },
            }),
            step('apply', { entries: 2 }),
            step('verify', {
              outcome: 'failed',
              reason: { code: 'memory-still-old', facts: { count: 1, processes: 'nginx' } },
            }),
          ],
        }
      : null,
  changes: [
    change('openssl', 'reached', '2'),
    change('libssl3', 'not-reached', '1'),
    change('perl-base', 'unknown', null),
  ],
  staleProcesses: wave === 0 ? 1 : 0,
});

it.each([
  ['host-show', ['host', 'show', 'app1']],
  ['host-show-all', ['host', 'show', 'app1', '--all']],
  ['host-history', ['host', 'history', 'app1']],
  ['package-list', ['package', 'list', 'openssl']],
  ['package-hosts', ['package', 'hosts', 'openssl < 3.0.17']],
  ['updates', ['updates', '--environment', 'prod', '--security']],
  ['patch-set-list', ['patch-set', 'list']],
  ['patch-set-show', ['patch-set', 'show', DIGEST.slice(0, 20)]],
  ['report', ['report']],
  ['report-rollout', ['report', 'rollout-2']],
])('%s', async (name, words) => {
  const answers = { ...demoExposures, ...demoAnswers(), ...hosts, ...fleet, ...reports };
  await withStub(answers, async (stub) => {
    const { exitCode, written } = await stub.run(words);
    expect([exitCode, written.err]).toEqual([0, '']);
    await expect(written.out).toMatchFileSnapshot(`golden/${name}.txt`);
    const asJson = await stub.run([...words, '--json']);
    expect(() => JSON.parse(asJson.written.out) as unknown).not.toThrow();
  });
});
