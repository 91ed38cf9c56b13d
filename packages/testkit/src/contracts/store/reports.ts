// Records of exposures over time: what is kept of a host, and what many of them amount to at an instant and in a period.

import type { Store, StoreReports } from '@slipway/controller/ports';
import { reason } from '@slipway/core/reasons';
import { addMs, type Instant, instantOfMs } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { THE_MORNING } from '../../builders/index.ts';
import { aCourse, aHostRecord, aStoredInventory, hostIdOf } from '../../store-rows/index.ts';
import { FIRST } from './pages.ts';

const DAY_MS = 86_400_000;
const day = (days: number): Instant => addMs(THE_MORNING, days * DAY_MS);
const ALL = { from: day(-100), until: day(100) };

export const reportsContract = (open: () => Store): void => {
  describe('records of exposures', () => {
    looks(open);
    standings(open);
    leftAlone(open);
    outcomes(open);
    lists(open);
  });
};

const ask = async <T>(open: () => Store, question: (reports: StoreReports) => Promise<T>): Promise<T> =>
  await open().read(async ({ reports }) => await question(reports));

interface Given {
  readonly known?: readonly Parameters<StoreReports['noteLook']>[1]['spans'][number][];
  readonly courses?: Parameters<StoreReports['noteLook']>[1]['courses'];
}

const note = async (open: () => Store, hostId: string, { known, courses = [] }: Given): Promise<void> =>
  await open().write(async ({ reports }) => {
    const spans = known ?? [{ from: day(-50), until: null, reason: null }];
    await reports.noteLook(hostIdOf(hostId), { at: day(0), nextAt: day(1), spans, courses });
  });

const addHosts = async (open: () => Store, ...hosts: readonly Parameters<typeof aHostRecord>[0][]): Promise<void> =>
  await open().write(async ({ fleet }) => {
    for (const host of hosts) await fleet.addHost(aHostRecord({ enrolledAt: day(-60), ...host }));
  });

const looks = (open: () => Store): void => {
  it('name hosts to look at: new ones, those whose inventory came, and the others when it is time', async () => {
    await addHosts(open, { hostId: 'a' }, { hostId: 'b' }, { hostId: 'gone', retiredAt: day(-1) });
    const due = async (at: Instant, limit = 10) => await ask(open, (reports) => reports.hostsToLookAt(at, limit));
    expect(await due(day(0))).toEqual(['a', 'b']);
    expect(await due(day(0), 1)).toEqual(['a']);
    await note(open, 'a', {});
    await note(open, 'b', {});
    expect(await due(day(0))).toEqual([]);
    expect(await due(day(1))).toEqual(['a', 'b']);
    await open().write(({ reports }) => reports.lookAtAllAgain());
    await open().write(({ fleet }) => fleet.putInventory(hostIdOf('b'), aStoredInventory()));
    expect(await due(day(0))).toEqual(['b', 'a']);
    await note(open, 'a', {});
    await note(open, 'b', {});
    await open().write(({ reports }) => reports.lookAgain(hostIdOf('a')));
    expect(await due(day(0))).toEqual(['a']);
  });

  it('name those first who were looked at the longest ago, when all are to be looked at again', async () => {
    await addHosts(open, { hostId: 'a' }, { hostId: 'b' }, { hostId: 'c' }, { hostId: 'd' });
    const looked = async (hostId: string, at: Instant | null) =>
      await open().write(({ reports }) =>
        reports.noteLook(hostIdOf(hostId), { at, nextAt: day(1), spans: [], courses: [] }),
      );
    for (const [hostId, at] of [
      ['a', day(-1)],
      ['b', day(-3)],
      ['c', null],
      ['d', day(-2)],
    ] as const) {
      await looked(hostId, at);
    }
    await open().write(({ reports }) => reports.lookAtAllAgain());
    expect(await ask(open, (reports) => reports.hostsToLookAt(day(0), 10))).toEqual(['c', 'b', 'd', 'a']);
    // One that cannot be looked at and stays due is behind the others then.
    await looked('b', day(0));
    await open().write(({ reports }) => reports.lookAtAllAgain());
    expect(await ask(open, (reports) => reports.hostsToLookAt(day(0), 2))).toEqual(['c', 'd']);
  });

  it('look at nobody who was retired, whatever still comes of it', async () => {
    await addHosts(open, { hostId: 'a' }, { hostId: 'b' });
    await note(open, 'a', {});
    await note(open, 'b', {});
    await open().write(async ({ fleet, reports }) => {
      const host = await fleet.host(hostIdOf('a'));
      if (host === null) throw new Error('it was added');
      await fleet.saveHost({ ...host, value: { ...host.value, retiredAt: day(0) } });
      await reports.noteLook(hostIdOf('a'), { at: day(0), nextAt: null, spans: [], courses: [] });
    });
    await open().write(async ({ fleet, reports }) => {
      await fleet.putInventory(hostIdOf('a'), aStoredInventory());
      await reports.lookAgain(hostIdOf('a'));
      await reports.lookAtAllAgain();
    });
    expect(await ask(open, (reports) => reports.hostsToLookAt(day(2), 10))).toEqual(['b']);
    expect(await ask(open, (reports) => reports.coursesOf(hostIdOf('a')))).toMatchObject({
      lookedAt: null,
      wantedAt: null,
    });
    expect(await ask(open, (reports) => reports.recordsKept())).toEqual({ since: day(-50), oldestLook: day(0) });
  });

  it('give back what is open of a host, replace it, and forget what ended long ago', async () => {
    await addHosts(open, { hostId: 'a' }, { hostId: 'b' });
    expect(await ask(open, (reports) => reports.recordsKept())).toEqual({ since: null, oldestLook: null });
    const excepted = { name: 'frozen', from: day(-3), until: day(-2) };
    const first = aCourse({ beganAt: day(-9), sourcePackage: 'openssl' });
    const other = aCourse({
      beganAt: day(-9),
      sourcePackage: 'curl',
      dueAt: null,
      rule: null,
      severity: null,
      excepted,
    });
    const before = { from: day(-9), until: day(-4), reason: reason('host-long-silent', { hours: 48 }) };
    const now = { from: day(-4), until: null, reason: null };
    await note(open, 'a', { known: [before, now], courses: [first, other] });
    const read = async () => await ask(open, (reports) => reports.coursesOf(hostIdOf('a')));
    expect(await read()).toEqual({ lookedAt: day(0), wantedAt: day(1), span: now, open: [other, first] });
    expect(await ask(open, (reports) => reports.coursesOf(hostIdOf('b')))).toEqual({
      lookedAt: null,
      wantedAt: instantOfMs(0),
      span: null,
      open: [],
    });
    expect(await ask(open, (reports) => reports.recordsKept())).toEqual({ since: day(-9), oldestLook: day(0) });
    const ended = { ...first, installedAt: day(-2), endedAt: day(-1), end: 'patched' as const };
    await note(open, 'a', { known: [{ ...now, until: day(-1) }], courses: [ended] });
    expect(await read()).toEqual({
      lookedAt: day(0),
      wantedAt: day(1),
      span: { ...now, until: day(-1) },
      open: [other],
    });
    expect(await open().write(({ reports }) => reports.forgetCourses(day(-1), 10))).toBe(0);
    expect(await open().write(({ reports }) => reports.forgetCourses(day(0), 10))).toBe(1);
    expect(await ask(open, (reports) => reports.recordsKept())).toEqual({ since: null, oldestLook: day(0) });
    expect(await read()).toEqual({ lookedAt: day(0), wantedAt: day(1), span: null, open: [other] });
  });
};

const standings = (open: () => Store): void => {
  it('tell how every host stood at an instant, by a label; where nothing was kept it is unknown', async () => {
    const [prod, dev] = [{ environment: 'prod' }, { environment: 'dev' }];
    await addHosts(
      open,
      { hostId: 'clear', labels: prod },
      { hostId: 'later', labels: prod },
      { hostId: 'overdue', labels: prod },
      { hostId: 'excepted', labels: dev },
      { hostId: 'on-disk', labels: dev },
      { hostId: 'silent', labels: dev },
      { hostId: 'unlooked', labels: {} },
      { hostId: 'retired', labels: dev, retiredAt: day(-1) },
      { hostId: 'young', labels: dev, enrolledAt: day(1) },
    );
    const due = aCourse({ beganAt: day(-20), dueAt: day(-5) });
    await note(open, 'clear', { courses: [{ ...due, installedAt: day(-2), endedAt: day(-2), end: 'patched' }] });
    await note(open, 'later', {
      courses: [{ ...due, dueAt: day(3) }, aCourse({ sourcePackage: 'curl', dueAt: null, rule: null })],
    });
    await note(open, 'overdue', { courses: [due, { ...due, sourcePackage: 'curl', dueAt: day(-7) }] });
    await note(open, 'excepted', { courses: [{ ...due, excepted: { name: 'x', from: day(-6), until: null } }] });
    await note(open, 'on-disk', { courses: [{ ...due, installedAt: day(-6), effect: 'unknown' }] });
    const silent = { from: day(-4), until: null, reason: reason('host-long-silent', { hours: 48 }) };
    await note(open, 'silent', { known: [{ from: day(-50), until: day(-4), reason: null }, silent], courses: [due] });
    const at = async (instant: Instant, label: string | null = 'environment') =>
      (await ask(open, (reports) => reports.standings({ at: instant, label }))).map(
        ({ value, standing, hosts }) => `${value} ${standing} ${hosts}`,
      );
    expect(await at(day(0))).toEqual([
      'null unknown 1',
      'dev excepted 1',
      'dev unknown 2',
      'prod clear 1',
      'prod due-later 1',
      'prod overdue 1',
    ]);
    // Before the deadline; then it was overdue where it is not any more, and unknown before anything was kept.
    expect(await at(day(-10))).toEqual(['null unknown 1', 'dev due-later 3', 'dev unknown 1', 'prod due-later 3']);
    expect(await at(day(-4.5))).toContain('prod overdue 2');
    expect(await at(day(-55))).toEqual(['null unknown 1', 'dev unknown 4', 'prod unknown 3']);
    expect(await at(day(0), null)).toContain('{"environment":"prod"} overdue 1');
    const hosts = async (filter: object) =>
      (await ask(open, (reports) => reports.standingHosts({ at: day(0), label: 'environment', ...filter }, FIRST)))
        .items;
    expect(await hosts({ values: ['prod'], standing: 'overdue' })).toEqual([
      {
        hostId: 'overdue',
        hostname: aHostRecord({ hostId: 'overdue' }).hostname,
        value: 'prod',
        standing: 'overdue',
        reason: null,
        open: 2,
        overdue: 2,
        dueFirst: day(-7),
      },
    ]);
    expect((await hosts({ standing: 'unknown' })).map(({ hostId, reason: why }) => [hostId, why?.code])).toEqual([
      ['on-disk', 'effect-not-known'],
      ['silent', 'host-long-silent'],
      ['unlooked', 'records-not-begun'],
    ]);
    expect((await hosts({ values: [null, 'prod'] })).map(({ hostId }) => hostId)).toEqual([
      'clear',
      'later',
      'overdue',
      'unlooked',
    ]);
    const page = await ask(open, (reports) =>
      reports.standingHosts({ at: day(0), label: 'environment', standing: 'unknown' }, { after: null, limit: 2 }),
    );
    const next = await ask(open, (reports) =>
      reports.standingHosts({ at: day(0), label: 'environment', standing: 'unknown' }, { after: page.next, limit: 2 }),
    );
    expect([page, next].map(({ items }) => items.map(({ hostId }) => hostId))).toEqual([
      ['on-disk', 'silent'],
      ['unlooked'],
    ]);
    expect(next.next).toBeNull();
  });
};

const leftAlone = (open: () => Store): void => {
  it('are unknown from two days behind the last look on, until the next, and not only once that one came', async () => {
    await addHosts(open, { hostId: 'a', labels: {} }, { hostId: 'retired', labels: {}, retiredAt: day(5) });
    const due = aCourse({ beganAt: day(-20), dueAt: day(-5), severity: 'high', rule: 'cvss' });
    await note(open, 'a', { courses: [due] });
    await open().write(({ reports }) =>
      reports.noteLook(hostIdOf('retired'), {
        ...{ at: null, nextAt: null, courses: [] },
        spans: [{ from: day(-50), until: day(5), reason: null }],
      }),
    );
    const at = async (instant: Instant) => {
      const query = { at: instant, label: null };
      const { items } = await ask(open, (reports) => reports.standingHosts(query, FIRST));
      const counts = await ask(open, (reports) => reports.standings(query));
      const outcomes = await ask(open, (reports) => reports.outcomes({ ...ALL, at: instant }));
      return [
        ...items.map(({ hostId, standing, reason: why }) => `${hostId} ${standing} ${why?.code ?? ''}`.trim()),
        ...counts.map(({ standing, hosts }) => `${standing} ${hosts}`),
        ...outcomes.map(({ outcome, courses }) => `${outcome} ${courses}`),
      ];
    };
    const known = ['a overdue', 'retired clear', 'clear 1', 'overdue 1', 'overdue 1'];
    expect(await at(day(0))).toEqual(known);
    expect(await at(addMs(day(2), -1))).toEqual(known);
    const alone = ['a unknown host-not-looked-at', 'retired clear', 'clear 1', 'unknown 1', 'unknown 1'];
    expect(await at(day(2))).toEqual(alone);
    expect(await at(day(4))).toEqual(alone);
  });
};

const outcomes = (open: () => Store): void => {
  it('count deadlines of a period by what became of them, as it was at an instant', async () => {
    await addHosts(open, { hostId: 'a' }, { hostId: 'gone', retiredAt: day(-1) }, { hostId: 'silent' });
    const due = (sourcePackage: string, given: Parameters<typeof aCourse>[0] = {}) =>
      aCourse({ beganAt: day(-20), dueAt: day(-5), severity: 'high', rule: 'cvss', sourcePackage, ...given });
    await note(open, 'a', {
      courses: [
        due('in-time', { installedAt: day(-7), endedAt: day(-6), end: 'patched' }),
        due('late', { installedAt: day(-4), endedAt: day(-4), end: 'patched' }),
        due('open', { severity: null, rule: 'kev' }),
        due('excepted', { excepted: { name: 'x', from: day(-6), until: day(-1) } }),
        due('excepted-later', { excepted: { name: 'x', from: day(-2), until: null } }),
        due('on-disk', { installedAt: day(-6), effect: 'unknown' }),
        due('removed', { endedAt: day(-8), end: 'removed' }),
        due('undue', { dueAt: null, rule: null }),
        due('another-period', { dueAt: day(5) }),
      ],
    });
    await note(open, 'gone', { courses: [due('open')] });
    await note(open, 'silent', { known: [{ from: day(-50), until: day(-4), reason: null }], courses: [due('open')] });
    const period = { from: day(-6), until: day(0) };
    const counted = async (at: Instant) =>
      (await ask(open, (reports) => reports.outcomes({ ...period, at })))
        .map(({ severity, rule, outcome, courses }) => `${severity} ${rule} ${outcome} ${courses}`)
        .sort();
    expect(await counted(day(0))).toEqual([
      'high cvss excepted 2',
      'high cvss in-time 1',
      'high cvss late 1',
      'high cvss otherwise 2',
      'high cvss unknown 2',
      'null kev overdue 1',
    ]);
    expect(await counted(day(-4.5))).toContain('high cvss overdue 4');
    expect(await ask(open, (reports) => reports.countWithoutDeadline(ALL))).toBe(1);
    expect(await ask(open, (reports) => reports.countEffectUnknown(ALL))).toBe(1);
    const list = async (filter: object) =>
      (await ask(open, (reports) => reports.courses({ which: 'due', at: day(0), ...period, ...filter }, FIRST))).items;
    expect((await list({ outcome: 'excepted' })).map(({ sourcePackage }) => sourcePackage)).toEqual([
      'excepted-later',
      'excepted',
    ]);
    expect((await list({ severity: null })).map((one) => [one.hostId, one.outcome, one.rule])).toEqual([
      ['a', 'overdue', 'kev'],
    ]);
    expect(await list({ rule: 'kev', severity: 'high' })).toEqual([]);
    expect((await list({ which: 'no-deadline', from: day(-30) })).map(({ sourcePackage }) => sourcePackage)).toEqual([
      'undue',
    ]);
    expect((await list({ which: 'effect-unknown' })).map(({ sourcePackage }) => sourcePackage)).toEqual(['on-disk']);
    expect(await list({ which: 'effect-unknown', from: day(-5) })).toEqual([]);
    expect((await list({ which: 'patched', from: day(-5) })).map((one) => [one.sourcePackage, one.outcome])).toEqual([
      ['late', null],
    ]);
    const first = await ask(open, (reports) =>
      reports.courses({ which: 'due', at: day(0), ...period }, { after: null, limit: 8 }),
    );
    const second = await ask(open, (reports) =>
      reports.courses({ which: 'due', at: day(0), ...period }, { after: first.next, limit: 8 }),
    );
    expect([first.items.length, second.items.length, second.next]).toEqual([8, 1, null]);
  });

  it('count how long it took, by severity, in whole hours that are never less than none', async () => {
    await addHosts(open, { hostId: 'a' });
    const patched = (
      sourcePackage: string,
      hours: readonly [number, number, number],
      severity: 'high' | null = 'high',
    ) => {
      const end = day(-1);
      const before = (count: number) => addMs(end, -count * 3_600_000);
      const [learned, fix, installed] = hours;
      return aCourse({
        ...{ sourcePackage, severity, beganAt: before(60), learnedAt: before(learned), fixAt: before(fix) },
        ...{ installedAt: before(installed), endedAt: end, end: 'patched' },
      });
    };
    await note(open, 'a', {
      courses: [
        patched('one', [50, 30.9, 1]),
        patched('two', [50, 30, 1]),
        patched('none', [2, 1, 3], null),
        aCourse({ sourcePackage: 'open' }),
      ],
    });
    const found = await ask(open, (reports) => reports.durations(ALL));
    expect(
      found.map(({ severity, clock, hours, courses }) => `${severity} ${clock} ${hours} ${courses}`).sort(),
    ).toEqual([
      'high fix 30 2',
      'high installed 29 2',
      'high learned 50 2',
      'null fix 1 1',
      'null installed 0 1',
      'null learned 2 1',
    ]);
    expect(await ask(open, (reports) => reports.durations({ from: day(0), until: day(9) }))).toEqual([]);
  });
};

const lists = (open: () => Store): void => {
  it('list what changed on all hosts, newest first, and by whom', async () => {
    await addHosts(open, { hostId: 'a' }, { hostId: 'b' });
    const difference = { added: [], removed: [], changed: [] };
    const events = [
      ['a', day(-3), 'slipway'],
      ['b', day(-2), 'foreign'],
      ['a', day(-1), 'slipway'],
      ['b', day(0), 'slipway'],
    ] as const;
    await open().write(async ({ fleet }) => {
      for (const [hostId, at, by] of events) {
        const event = { kind: 'packages-changed', by, attemptId: null, difference } as const;
        await fleet.addHostEvent({ hostId: hostIdOf(hostId), at, event });
        await fleet.addHostEvent({ hostId: hostIdOf(hostId), at, event: { kind: 'adopted', by: 'ada' } });
      }
    });
    const found = async (filter: object, page = FIRST) =>
      await ask(open, (reports) => reports.changes({ ...ALL, ...filter }, page));
    const names = ({ items }: Awaited<ReturnType<typeof found>>) => items.map(({ hostId, at }) => `${hostId} ${at}`);
    expect(names(await found({}))).toEqual([`b ${day(0)}`, `a ${day(-1)}`, `b ${day(-2)}`, `a ${day(-3)}`]);
    expect(names(await found({ until: day(0), from: day(-2) }))).toEqual([`a ${day(-1)}`, `b ${day(-2)}`]);
    expect(names(await found({ hostId: hostIdOf('b'), by: 'foreign' }))).toEqual([`b ${day(-2)}`]);
    const first = await found({}, { after: null, limit: 3 });
    expect(names(await found({}, { after: first.next, limit: 3 }))).toEqual([`a ${day(-3)}`]);
  });
};
