// What a decision about promotions is made of: hosts, exposures, versions that hosts fail with, notices that were taken back.

import { aPromotion } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { FeedStatement, JudgedPackage, Says } from '../advisory/index.ts';
import { asDigest, asHostId, asRolloutId } from '../ids/index.ts';
import type { KernelFacts } from '../inventory/index.ts';
import { type ReasonCode, reason } from '../reasons/index.ts';
import type { HostPhase, Rollout } from '../rollout/index.ts';
import { asInstant } from '../time/index.ts';
import { advance } from './advance.ts';
import {
  type ClosedHost,
  closingOf,
  type EvidenceItem,
  failedVersions,
  newExposures,
  settled,
  type TriedHost,
  takenBack,
} from './index.ts';
import { endStateOf, outcomeOf } from './outcome.ts';

const NOW = asInstant('2026-03-09T08:00:00.000Z');
const DIGEST = asDigest(`sha256:${'1'.repeat(64)}`);
const because = (code: ReasonCode) => ({ code, facts: {} });

const rolloutOf = (
  hosts: Readonly<Record<string, readonly [HostPhase, ReasonCode | null]>>,
  given: Partial<Rollout> = {},
): Rollout => ({
  rolloutId: asRolloutId('rollout-1'),
  planDigest: DIGEST,
  environment: 'test',
  state: 'completed',
  startedAt: NOW,
  endedAt: NOW,
  reason: null,
  waves: [],
  hosts: Object.entries(hosts).map(([hostId, [phase, code]]) => ({
    ...{ hostId: asHostId(hostId), wave: 0, phase, since: NOW, attemptId: null, step: null },
    reason: code === null ? null : because(code),
  })),
  acceptedFailures: [],
  ...given,
});
const NOTHING = { leftOut: [], updatesLeftOut: [], alreadyThere: [], notes: [] };

describe('what became of the hosts', () => {
  it.each<readonly [HostPhase, ReasonCode | null, string]>([
    ['done', null, 'done'],
    ['gone-back', 'went-back', 'failed'],
    ['failed', 'way-back-failed', 'failed'],
    ['lost', 'host-lost', 'failed'],
    ['not-begun', 'disk-full', 'missed'],
    ['not-begun', 'host-unreachable', 'excused'],
    ['excused', 'host-left-out', 'excused'],
    ['excused', 'drifted', 'missed'],
    ['excused', 'aborted-by-person', 'missed'],
  ])('one that ended %s by %s is %s', (phase, code, expected) => {
    const beside = { ...NOTHING, alreadyThere: [asHostId('b')] };
    const { done, excused, notDone } = outcomeOf(beside, rolloutOf({ a: [phase, code] }));
    const found = done === 1 ? 'done' : excused === 1 ? 'excused' : notDone[0]?.what;
    expect(found).toBe(expected);
  });

  it.each(['done', 'part-done'] as const)('one that is %s and no longer well after the soak has failed', (phase) => {
    const stillSo = { state: 'not-well', at: NOW, reason: because('still-so-not') } as const;
    const [host] = rolloutOf({ a: [phase, 'still-so-not'] }).hosts;
    const unwell = rolloutOf({}, { hosts: [{ ...host!, stillSo }] });
    const [found] = outcomeOf(NOTHING, unwell).notDone;
    expect([found?.what, found?.reason.code]).toEqual(['failed', 'still-so-not']);
    // A person may have looked; what was left for the next window is as open as before.
    const looked = outcomeOf(NOTHING, { ...unwell, acceptedFailures: [asHostId('a')] });
    expect(looked.notDone.map(({ what }) => what)).toEqual(phase === 'done' ? [] : ['missed']);
  });

  it('is told by silence of none, where no host shows the patch set', () => {
    const silent = outcomeOf(
      NOTHING,
      rolloutOf({ a: ['not-begun', 'host-unreachable'], b: ['excused', 'host-left-out'] }),
    );
    expect(silent).toMatchObject({ done: 0, excused: 1, notDone: [{ hostId: 'a', what: 'not-planned' }] });
    expect(endStateOf(silent, null)).toBe('incomplete');
  });

  it('counts a failure that a person resumed over as excused, and what planning left out by its reason', () => {
    const report = {
      ...NOTHING,
      alreadyThere: [asHostId('t')],
      leftOut: [
        { hostId: asHostId('u'), reason: because('host-unreachable') },
        { hostId: asHostId('v'), reason: because('dependency-unsatisfied') },
        { hostId: asHostId('w'), reason: because('not-applicable') },
      ],
    };
    const rollout = rolloutOf({ a: ['gone-back', 'went-back'] }, { acceptedFailures: [asHostId('a')] });
    const outcome = outcomeOf(report, rollout);
    expect(outcome).toMatchObject({ done: 0, alreadyThere: 1, excused: 2, notDone: [{ hostId: 'v' }] });
    expect(endStateOf(outcome, rollout)).toBe('incomplete');
  });

  it('counts what became of hosts in rollouts of their own, the last word of each', () => {
    const rollout = rolloutOf({ a: ['done', null], b: ['not-begun', 'host-missed-window'], c: ['excused', 'drifted'] });
    const back = rolloutOf({ b: ['waiting', null] });
    const again = rolloutOf({ c: ['done', null] }, { endedAt: NOW });
    const open = outcomeOf(NOTHING, rollout, [back, again]);
    expect(open).toMatchObject({ done: 2, notDone: [{ hostId: 'b', what: 'missed' }] });
    const promotion = aPromotion({ promotionId: 'one', state: 'incomplete', outcome: open, endedAt: NOW });
    const known = { report: NOTHING, rollout, further: [rolloutOf({ b: ['done', null] }), again] };
    expect(settled(promotion, known)).toMatchObject({ state: 'done', outcome: { done: 3, notDone: [] } });
    expect(settled({ ...promotion, endedAt: null }, known).outcome).toBe(open);
    expect(settled({ ...promotion, state: 'superseded' }, known).outcome).toBe(open);
  });

  it('has failed where a person ended it, and had nothing to do where there was no plan', () => {
    const aborted = rolloutOf({ a: ['done', null] }, { state: 'aborted' });
    expect(endStateOf(outcomeOf(NOTHING, aborted), aborted)).toBe('failed');
    expect(endStateOf(outcomeOf(NOTHING, null), null)).toBe('nothing-to-do');
  });

  it('has failed with a gate that stayed closed, though every host is done', () => {
    const failed = rolloutOf({ a: ['done', null] }, { state: 'failed' });
    expect(endStateOf(outcomeOf(NOTHING, failed), failed)).toBe('failed');
  });
});

const judged = (version: string): JudgedPackage => ({
  release: { distribution: 'debian', release: 'bookworm' },
  ...{ format: 'deb', name: 'openssl', architecture: 'amd64', version, sourceName: 'openssl', sourceVersion: version },
  ...{ module: null, epoch: 'known', origin: 'distribution' },
});
const statement = (vulnerability: string, says: Says, given: Partial<FeedStatement> = {}): FeedStatement => ({
  ...{ feed: 'debian', feedDate: NOW, recordId: vulnerability, advisory: vulnerability, kind: 'vulnerability' },
  ...{ withdrawnAt: null, security: true, severity: null, vulnerabilities: [vulnerability] },
  statement: {
    release: { distribution: 'debian', release: 'bookworm' },
    ...{ format: 'deb', subject: { kind: 'source', name: 'openssl' }, module: null, architectures: null },
    ...{ vulnerabilities: null, says, entitlement: null, binaries: [] },
  },
  ...given,
});
const from = (introduced: string | null): Says => ({
  kind: 'affected-in',
  ranges: [{ introduced, end: { kind: 'none' } }],
  versions: [],
  note: null,
});

it('work is over with the last host, before the gates behind the last wave: neither late by them, nor soaking twice', () => {
  const hosts = rolloutOf({ a: ['done', null], b: ['done', null] }).hosts;
  const [lastAt, endedAt] = [asInstant('2026-03-09T09:00:00.000Z'), asInstant('2026-03-09T09:30:00.000Z')];
  const rollout = rolloutOf({}, { hosts: hosts.with(0, { ...hosts[0]!, since: lastAt }), endedAt });
  const before = aPromotion({ promotionId: 'p', state: 'rolling-out', rolloutId: rollout.rolloutId });
  const plan = { occurrences: [], report: NOTHING, approved: { kind: 'yes' }, replaced: null } as const;
  const { promotion } = advance(before, { request: null, plan, rollout }, null, endedAt);
  expect(promotion).toMatchObject({ state: 'done', endedAt: lastAt });
});

describe('an exposure that a patch set would bring', () => {
  const found = (now: readonly FeedStatement[], atCut: readonly FeedStatement[] = []) =>
    newExposures({ brought: judged('3.2'), replaced: [judged('3.1')], now, atCut });

  it('is one of the new version, that what it replaces does not have and nobody knew at the cut', () => {
    const only = statement('CVE-1', from('3.2'));
    expect(found([only])).toEqual(['CVE-1']);
    expect(found([only], [only])).toEqual([]);
    expect(found([])).toEqual([]);
  });

  it('is not one that nobody has fixed anywhere: staying on the old version would not be safer', () => {
    expect(found([statement('CVE-1', from(null))])).toEqual([]);
    const nobodyHasTheOld = { brought: judged('3.2'), replaced: [], now: [statement('CVE-1', from(null))], atCut: [] };
    expect(newExposures(nobodyHasTheOld)).toEqual(['CVE-1']);
  });
});

describe('a version whose notice was taken back', () => {
  const fixed = (version: string): Says => ({
    kind: 'affected-in',
    ranges: [{ introduced: null, end: { kind: 'fixed', version } }],
    versions: [],
    note: null,
  });
  const notice = (advisory: string, given: Partial<FeedStatement> = {}) =>
    statement('CVE-1', fixed('3.2'), { advisory, recordId: advisory, kind: 'advisory', withdrawnAt: NOW, ...given });
  const version = {
    ...{ name: 'libssl3', version: '3.2+b1', sourceName: 'openssl', sourceVersion: '3.2' },
    release: { distribution: 'debian', release: 'bookworm' },
  };

  it('is the one that the notice named as its fix, of the source where it speaks of one', () => {
    expect(takenBack([notice('DSA-1')], version)).toEqual({
      advisory: 'DSA-1',
      withdrawnAt: NOW,
      package: { kind: 'source', name: 'openssl' },
      version: '3.2',
    });
  });

  it('is none where another notice stands that names it, and none of another version or release', () => {
    expect(takenBack([notice('DSA-1'), notice('DSA-1-2', { withdrawnAt: null })], version)).toBeNull();
    expect(takenBack([notice('DSA-1')], { ...version, sourceVersion: '3.3' })).toBeNull();
    const trixie = { ...version, release: { distribution: 'debian', release: 'trixie' } };
    expect(takenBack([notice('DSA-1')], trixie)).toBeNull();
    // A vulnerability that is rejected says nothing against the update.
    expect(takenBack([notice('CVE-1', { kind: 'vulnerability' })], version)).toBeNull();
  });
});

describe('a version that hosts fail with', () => {
  const platform = { distribution: 'debian', release: '12', architecture: 'amd64' };
  const tried = (
    hostId: string,
    phase: HostPhase,
    names: readonly string[],
    blames: string | null = null,
  ): TriedHost => ({
    ...{ hostId: asHostId(hostId), phase, blames, platform },
    transaction: names.map((name) => ({
      ...{ kind: 'upgrade', name, architecture: 'amd64', from: '1', to: '2', file: null, automatic: false },
    })),
  });
  const found = (...hosts: readonly TriedHost[]) =>
    failedVersions(hosts).map(({ name, hosts: its }) => `${name}: ${its.join(', ')}`);

  it('takes two hosts, and more than came through with it', () => {
    expect(found(tried('a', 'failed', ['nginx']))).toEqual([]);
    expect(found(tried('b', 'gone-back', ['nginx']), tried('a', 'failed', ['nginx']))).toEqual(['nginx: a, b']);
    const done = ['c', 'd'].map((hostId) => tried(hostId, 'done', ['nginx']));
    expect(found(tried('a', 'failed', ['nginx']), tried('b', 'failed', ['nginx']), ...done)).toEqual([]);
    const inPart = ['c', 'd'].map((hostId) => tried(hostId, 'part-done', ['nginx']));
    expect(found(tried('a', 'failed', ['nginx']), tried('b', 'failed', ['nginx']), ...inPart)).toEqual([]);
  });

  it('is what others did not come through with, or what the host names', () => {
    const both = ['nginx', 'curl'];
    const done = ['c', 'd'].map((hostId) => tried(hostId, 'done', ['curl']));
    expect(found(tried('a', 'failed', both), tried('b', 'failed', both), ...done)).toEqual(['nginx: a, b']);
    expect(found(tried('a', 'failed', both, 'curl'), tried('b', 'failed', both, 'curl'))).toEqual(['curl: a, b']);
    expect(found(tried('a', 'failed', both, 'other'), tried('b', 'failed', both))).toHaveLength(2);
  });
});

describe('the closing checklist', () => {
  const kernel = (...installed: readonly string[]): KernelFacts => ({ running: '6.1', nextBoot: '6.2', installed });
  const host = (given: Partial<ClosedHost> = {}): ClosedHost => ({
    hostname: 'app1.example',
    system: { kernel: kernel('6.1', '6.2', '6.0'), virtualisation: 'kvm' },
    wayBack: 'kept',
    leftOut: null,
    ...given,
  });
  const outcome = { done: 1, alreadyThere: 0, excused: 0, notDone: [] };
  const ended = aPromotion({ promotionId: 'p', state: 'done', outcome, endedAt: NOW, occurrence: null });
  const answers = (promotion = ended, hosts: readonly ClosedHost[] = [host()]) =>
    Object.fromEntries(closingOf(promotion, hosts, NOW).map(({ item, answer }) => [item, answer]));

  it('is all yes where everything is as it should be', () => {
    expect(new Set(Object.values(answers()))).toEqual(new Set(['yes']));
  });

  it('says no where a host is missing, late or failed, or nothing was carried out', () => {
    const notDone = [{ hostId: asHostId('b'), what: 'failed' as const, reason: reason('waiting-for-host') }];
    expect(answers({ ...ended, outcome: { ...outcome, notDone } })).toMatchObject({
      'patched-within-schedule': 'no',
      'services-healthy': 'no',
    });
    const named = notDone.map((one) => ({ ...one, hostname: 'app2.example' }));
    const [, , failed] = closingOf({ ...ended, outcome: { ...outcome, notDone: named } }, [], NOW);
    expect(failed?.reason).toEqual(reason('closing-hosts-failed', { count: 1, host: 'app2.example' }));
    const [leftOut] = closingOf(ended, [host(), host({ leftOut: { name: 'curl', version: '2' } })], NOW);
    expect(leftOut).toEqual({
      item: 'patched-within-schedule',
      answer: 'no',
      reason: reason('closing-left-out', { count: 1, host: 'app1.example', package: 'curl', version: '2', done: 1 }),
    });
    const without = closingOf(ended, [host({ wayBack: null })], NOW).at(-1);
    expect(without?.reason.facts).toMatchObject({ host: 'app1.example' });
    const over = { id: 'o', startsAt: NOW, cutOffAt: NOW, endsAt: asInstant('2026-03-09T07:00:00.000Z') };
    expect(answers({ ...ended, occurrence: over })).toMatchObject({ 'patched-within-schedule': 'no' });
    expect(answers({ ...ended, outcome: null }, [])).toMatchObject({
      'patched-within-schedule': 'no',
      'services-healthy': 'unknown',
    });
  });

  it.each([
    ['gate-closed', 'no'],
    ['gate-unreadable', 'unknown'],
  ] as const)('does not say of services that they are healthy where it ended by %s', (code, answer) => {
    const why = reason(code, { gate: 'page', detail: 'it answered 503' });
    expect(answers({ ...ended, state: 'failed', reason: why })).toMatchObject({ 'services-healthy': answer });
  });

  it('tells old kernels that are left, from what is running, next and kept to go back to', () => {
    const with4 = host({ system: { kernel: kernel('6.1', '6.2', '6.0', '5.9'), virtualisation: null } });
    expect(answers(ended, [with4])).toMatchObject({ 'old-kernels-gone': 'no' });
    const container = { ...with4, system: { kernel: kernel('6.1', '6.0', '5.9', '5.8'), virtualisation: 'lxc' } };
    expect(answers(ended, [container])).toMatchObject({ 'old-kernels-gone': 'yes' });
    expect(answers(ended, [host({ system: null })])).toMatchObject({ 'old-kernels-gone': 'unknown' });
  });

  it.each([[null], ['files-gone' as const]])('has no way back by %s', (wayBack) => {
    expect(answers(ended, [host(), host({ wayBack })])).toMatchObject({ 'way-back-available': 'no' });
  });

  it('takes the tier before from the evidence on which it entered', () => {
    const item = (answer: EvidenceItem['answer']): EvidenceItem => ({
      item: 'hosts',
      answer,
      reason: reason('evidence-gates', { environment: 'dev' }),
    });
    for (const answer of ['yes', 'no', 'unknown'] as const) {
      const evidence = { environment: 'dev', judgedAt: NOW, items: [item('yes'), item(answer)] };
      expect(answers({ ...ended, evidence })).toMatchObject({ 'tier-before-verified': answer });
    }
  });
});
