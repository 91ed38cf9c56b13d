import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reason } from '../reasons/index.ts';
import { addMs, type Instant, instantOfMs } from '../time/index.ts';
import {
  compliantOf,
  durationFigures,
  type ExposureCourse,
  type HostLook,
  type HostSpan,
  type Need,
  nextCourses,
  nextSpans,
  shareOf,
  slaShareOf,
} from './index.ts';

const HOUR_MS = 3_600_000;
const hour = (hours: number): Instant => instantOfMs(Date.UTC(2026, 5, 1) + hours * HOUR_MS);

const AFFECTED = { name: 'libssl3', architecture: 'amd64', version: '1' };
const OLD = { ...AFFECTED, sourcePackage: 'openssl' };
const NEW = { ...OLD, version: '2' };

const need = (given: Partial<Need> = {}): Need => ({
  sourcePackage: 'openssl',
  fixedVersion: '2',
  learnedAt: hour(-48),
  fixAt: hour(-24),
  dueAt: hour(240),
  rule: 'cvss',
  severity: 'high',
  vulnerability: 'CVE-2026-0001',
  packages: [AFFECTED],
  standing: 'needed',
  exception: null,
  ...given,
});

const look = (given: Partial<HostLook> = {}): HostLook => ({
  at: hour(0),
  inventoryAt: hour(-1),
  lookedAt: null,
  unknown: null,
  needs: [],
  installed: [OLD],
  unjudged: [],
  answered: [],
  exceptions: [],
  memory: 'known',
  ...given,
});

/** After looks one behind the other: everything that was ever recorded. */
const after = (...looks: readonly HostLook[]): readonly ExposureCourse[] => {
  const kept = new Map<string, ExposureCourse>();
  for (const one of looks) {
    const open = [...kept.values()].filter(({ endedAt }) => endedAt === null);
    for (const course of nextCourses(open, one)) kept.set(`${course.sourcePackage} ${course.beganAt}`, course);
  }
  return [...kept.values()];
};

const FIRST = look({ needs: [need()] });

describe('the course of an exposure', () => {
  it('begins with the inventory that shows it, and a second look at the same changes nothing', () => {
    const begun = after(FIRST);
    expect(begun).toMatchObject([{ beganAt: hour(-1), installedAt: null, endedAt: null, end: null, effect: 'known' }]);
    expect(nextCourses(begun, look({ ...FIRST, at: hour(20), lookedAt: hour(0) }))).toEqual([]);
  });

  it('begins when its fix came, where the host had been looked at before', () => {
    const published = look({ at: hour(20), lookedAt: hour(0), needs: [need({ fixAt: hour(19) })] });
    expect(after(look(), published)).toMatchObject([{ beganAt: hour(20) }]);
    expect(after(look({ needs: [need({ fixAt: hour(3) })] }))).toMatchObject([{ beganAt: hour(3) }]);
  });

  it('ends as patched by the inventory with another version', () => {
    const done = look({ at: hour(9), inventoryAt: hour(8), lookedAt: hour(0), installed: [NEW] });
    expect(after(FIRST, done)).toMatchObject([{ installedAt: hour(8), endedAt: hour(8), end: 'patched' }]);
  });

  it('is on disk and not over while old code runs, and keeps the deadline that it had', () => {
    const waits = need({ standing: 'not-in-effect', dueAt: hour(999), packages: [{ ...AFFECTED, version: '2' }] });
    const restarted = look({ at: hour(20), inventoryAt: hour(19), lookedAt: hour(9), installed: [NEW] });
    const installed = look({ at: hour(9), inventoryAt: hour(8), lookedAt: hour(0), needs: [waits], installed: [NEW] });
    expect(after(FIRST, installed)).toMatchObject([{ installedAt: hour(8), endedAt: null, dueAt: hour(240) }]);
    expect(after(FIRST, installed, restarted)).toMatchObject([
      { installedAt: hour(8), endedAt: hour(19), end: 'patched' },
    ]);
    // Never seen to be needed: nobody knows when it was installed.
    expect(after(look({ needs: [waits] }))).toEqual([]);
  });

  it('is not over where nobody can say whether old code runs', () => {
    const done = { at: hour(9), inventoryAt: hour(8), lookedAt: hour(0), installed: [NEW] };
    const unseen = look({ ...done, memory: 'unknown' });
    expect(after(FIRST, unseen)).toMatchObject([{ installedAt: hour(8), effect: 'unknown', endedAt: null, end: null }]);
    expect(
      after(FIRST, unseen, look({ ...done, at: hour(20), inventoryAt: hour(19), lookedAt: hour(9) })),
    ).toMatchObject([{ installedAt: hour(8), effect: 'known', endedAt: hour(19), end: 'patched' }]);
  });

  it('ends as removed without the package, and as revised where the host is as it was', () => {
    const later = { at: hour(9), inventoryAt: hour(8), lookedAt: hour(0) };
    expect(after(FIRST, look({ ...later, installed: [] }))).toMatchObject([
      { end: 'removed', endedAt: hour(8), installedAt: null },
    ]);
    expect(after(FIRST, look({ ...later, inventoryAt: hour(-1) }))).toMatchObject([
      { end: 'revised', endedAt: hour(9) },
    ]);
  });

  it('is ended by nobody who could not see', () => {
    const unknown = { reason: reason('host-long-silent', { hours: 48 }), since: null };
    expect(nextCourses(after(FIRST), look({ at: hour(99), lookedAt: hour(0), installed: [], unknown }))).toEqual([]);
  });

  it('stays open and its effect unknown where what is installed now is nobody’s to judge', () => {
    const later = { at: hour(9), inventoryAt: hour(8), lookedAt: hour(0) };
    const built = { ...NEW, sourcePackage: 'openssl-own' };
    const others = look({ ...later, installed: [built], unjudged: [{ ...built, vulnerability: null }] });
    const own = look({ at: hour(20), inventoryAt: hour(19), lookedAt: hour(9), installed: [NEW] });
    expect(after(FIRST, others)).toMatchObject([{ installedAt: hour(8), effect: 'unknown', endedAt: null, end: null }]);
    expect(after(FIRST, others, own)).toMatchObject([{ installedAt: hour(8), effect: 'known', end: 'patched' }]);
  });

  it('stays as it was where nobody can judge any more what was affected', () => {
    const unjudged = [{ ...OLD, vulnerability: 'CVE-2026-0001' }];
    expect(nextCourses(after(FIRST), look({ at: hour(9), lookedAt: hour(0), unjudged }))).toEqual([]);
    // Vulnerabilities that are never judged are none of its business, nor are other packages.
    const others = [
      { ...NEW, vulnerability: 'CVE-2020-9999' },
      { ...NEW, name: 'curl', vulnerability: null },
    ];
    expect(after(FIRST, look({ at: hour(9), lookedAt: hour(0), installed: [NEW], unjudged: others }))).toMatchObject([
      { end: 'patched' },
    ]);
  });

  it('stays as it was where one of what its update answered is judged away, and nobody can judge another', () => {
    const answered = [need(), need({ vulnerability: 'CVE-2026-0002' })];
    const unjudged = [{ ...OLD, vulnerability: 'CVE-2026-0002' }];
    const left = look({ at: hour(9), lookedAt: hour(0), unjudged, answered });
    const later = look({ at: hour(20), lookedAt: hour(9), unjudged });
    const judged = look({ at: hour(40), lookedAt: hour(20) });
    expect(after(FIRST, left)).toMatchObject([{ endedAt: null, vulnerability: 'CVE-2026-0002' }]);
    expect(nextCourses(after(FIRST, left), later)).toEqual([]);
    expect(after(FIRST, left, later, judged)).toMatchObject([{ end: 'revised', endedAt: hour(40) }]);
    // Of another update of the same package it says nothing.
    const other = answered.map((one) => ({ ...one, fixedVersion: '3' }));
    expect(after(FIRST, { ...left, answered: other })).toMatchObject([{ end: 'revised' }]);
  });

  it.each<[string, Partial<HostLook>]>([
    ['what was affected', { unjudged: [{ ...OLD, vulnerability: 'CVE-2026-0001' }] }],
    ['the host', { unknown: { reason: reason('host-long-silent', { hours: 48 }), since: null } }],
  ])('is answered for by its exception as long as that acts, where nobody can judge %s', (_what, unjudged) => {
    const excepted = look({ at: hour(9), lookedAt: hour(0), needs: [need({ exception: 'frozen' })] });
    const acts = look({ at: hour(20), lookedAt: hour(9), exceptions: ['other', 'frozen'], ...unjudged });
    const over = look({ at: hour(40), lookedAt: hour(20), exceptions: ['other'], ...unjudged });
    expect(nextCourses(after(FIRST, excepted), acts)).toEqual([]);
    expect(after(FIRST, excepted, acts, over)).toMatchObject([
      { excepted: { name: 'frozen', from: hour(9), until: hour(40) }, endedAt: null },
    ]);
    expect(nextCourses(after(FIRST, excepted, acts, over), { ...over, at: hour(60), lookedAt: hour(40) })).toEqual([]);
  });

  it('says from when to when an exception answered for it', () => {
    const excepted = look({ at: hour(9), lookedAt: hour(0), needs: [need({ exception: 'frozen' })] });
    const over = look({ at: hour(20), lookedAt: hour(9), needs: [need()] });
    expect(after(FIRST, excepted)).toMatchObject([{ excepted: { name: 'frozen', from: hour(9), until: null } }]);
    expect(after(FIRST, excepted, over)).toMatchObject([
      { excepted: { name: 'frozen', from: hour(9), until: hour(20) } },
    ]);
  });
});

describe.each([
  {
    family: 'Debian',
    source: 'linux-signed-amd64',
    old: { name: 'linux-image-6.1.0-50-amd64', architecture: 'amd64', version: '6.1.176-1' },
    fixed: { name: 'linux-image-6.1.0-56-amd64', architecture: 'amd64', version: '6.1.192-2' },
  },
  {
    family: 'RPM',
    source: 'kernel',
    old: { name: 'kernel-core', architecture: 'x86_64', version: '5.14.0-427.el9' },
    fixed: { name: 'kernel-core', architecture: 'x86_64', version: '5.14.0-503.el9' },
  },
])('the course of a kernel of $family', ({ source: sourcePackage, ...versions }) => {
  const [old, fixed] = [versions.old, versions.fixed].map((one) => ({ ...one, sourcePackage }));
  if (old === undefined || fixed === undefined) throw new Error('two kernels');
  const itsNeed = (given: Partial<Need> = {}): Need =>
    need({ sourcePackage, fixedVersion: fixed.version, packages: [versions.old], ...given });
  const needed = look({ installed: [old], needs: [itsNeed()] });
  const updated = look({
    ...{ at: hour(9), inventoryAt: hour(8), lookedAt: hour(0), installed: [old, fixed] },
    needs: [itsNeed({ standing: 'not-in-effect' })],
  });
  const rebooted = { at: hour(20), inventoryAt: hour(19), lookedAt: hour(9) };
  const patched = { installedAt: hour(8), endedAt: hour(19), end: 'patched' };

  it('ends as patched by the reboot into another one, while the old one stays beside it', () => {
    const idle = itsNeed({ standing: 'not-running' });
    for (const memory of ['known', 'unknown'] as const) {
      const done = look({ ...rebooted, installed: [old, fixed], needs: [idle], memory });
      expect(after(needed, updated, done)).toMatchObject([patched]);
      // Nor does it begin again by lying there.
      expect(nextCourses([], look({ ...done, at: hour(40), lookedAt: hour(20) }))).toEqual([]);
    }
  });

  it('ends as patched where the old one is taken away', () => {
    expect(after(needed, updated, look({ ...rebooted, installed: [fixed] }))).toMatchObject([patched]);
    expect(after(needed, updated, look({ ...rebooted, installed: [] }))).toMatchObject([{ end: 'removed' }]);
  });

  it('goes on while one that runs needs it, or nobody can judge that one', () => {
    const [idle, running] = [itsNeed({ standing: 'not-running' }), itsNeed()];
    const needsIt = look({ ...rebooted, installed: [old, fixed], needs: [running, idle] });
    expect(after(needed, updated, needsIt)).toMatchObject([{ installedAt: null, endedAt: null }]);
    const unjudged = [{ ...fixed, vulnerability: 'CVE-2026-0001' }];
    const unknown = look({ ...rebooted, installed: [old, fixed], needs: [idle], unjudged });
    expect(after(needed, updated, unknown)).toMatchObject([{ installedAt: hour(8), effect: 'unknown', end: null }]);
  });
});

describe('spans of knowing', () => {
  const silent = { reason: reason('host-long-silent', { hours: 48 }), since: hour(40) };
  const known: HostSpan = { from: hour(0), until: null, reason: null };

  it('begin with the first look, go on while nothing changes, and change from when it changed', () => {
    expect(nextSpans(null, { at: hour(0), lookedAt: null, unknown: null })).toEqual([known]);
    expect(nextSpans(known, { at: hour(20), lookedAt: hour(0), unknown: null })).toEqual([]);
    expect(nextSpans(known, { at: hour(45), lookedAt: hour(25), unknown: silent })).toEqual([
      { ...known, until: hour(40) },
      { from: hour(40), until: null, reason: silent.reason },
    ]);
  });

  it('never overlap what is known already', () => {
    const late: HostSpan = { ...known, from: hour(42) };
    expect(nextSpans(late, { at: hour(45), lookedAt: hour(42), unknown: silent })).toEqual([
      { from: hour(42), until: null, reason: silent.reason },
    ]);
  });

  it('are unknown from 48 hours behind the last look on, until the next', () => {
    expect(nextSpans(known, { at: hour(200), lookedAt: hour(20), unknown: null })).toEqual([
      { ...known, until: hour(68) },
      { from: hour(68), until: hour(200), reason: reason('host-not-looked-at') },
      { from: hour(200), until: null, reason: null },
    ]);
  });

  it('follow each other without a gap and without an overlap, whatever the looks find', () => {
    const finds = fc.record({
      hours: fc.integer({ min: 1, max: 100 }),
      silentFor: fc.option(fc.integer({ min: 0, max: 300 })),
    });
    fc.assert(
      fc.property(fc.array(finds, { maxLength: 12 }), (looks) => {
        const kept = new Map<string, HostSpan>();
        let at = hour(0);
        let lookedAt: Instant | null = null;
        for (const { hours, silentFor } of looks) {
          at = addMs(at, hours * HOUR_MS);
          const unknown = silentFor === null ? null : { reason: silent.reason, since: addMs(at, -silentFor * HOUR_MS) };
          const last = [...kept.values()].toSorted((a, b) => (a.from < b.from ? -1 : 1)).at(-1) ?? null;
          for (const span of nextSpans(last, { at, lookedAt, unknown })) kept.set(span.from, span);
          lookedAt = at;
        }
        const spans = [...kept.values()].toSorted((a, b) => (a.from < b.from ? -1 : 1));
        for (const [index, span] of spans.entries()) {
          expect(span.until).toBe(spans[index + 1]?.from ?? null);
          expect(span.until === null || span.from < span.until).toBe(true);
        }
      }),
    );
  });
});

describe('figures', () => {
  it('are nearest ranks, as they come out of the sorted list itself', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 60 }), (hours) => {
        const sorted = hours.toSorted((a, b) => a - b);
        const at = (percent: number) => sorted[Math.ceil((sorted.length * percent) / 100) - 1];
        const counts = hours.map((one) => ({ hours: one, count: 1 }));
        expect(durationFigures(counts)).toEqual({ count: hours.length, medianHours: at(50), p90Hours: at(90) });
      }),
    );
    expect(durationFigures([])).toEqual({ count: 0, medianHours: null, p90Hours: null });
  });

  it('never say all where one is missing, nor none where there is one', () => {
    expect([shareOf(99_999, 100_000), shareOf(1, 100_000), shareOf(5, 5), shareOf(0, 5)]).toEqual([999, 1, 1000, 0]);
    expect(shareOf(0, 0)).toBeNull();
  });

  it('count what is unknown against, and what is excepted as decided', () => {
    expect(compliantOf({ clear: 1, 'due-later': 2, excepted: 4, overdue: 8, unknown: 16 })).toBe(7);
    const counts = { 'in-time': 1, late: 1, overdue: 1, excepted: 5, unknown: 1, otherwise: 5 };
    expect(slaShareOf(counts)).toBe(250);
    expect(slaShareOf({ ...counts, 'in-time': 0, late: 0, overdue: 0, unknown: 0 })).toBeNull();
  });
});
