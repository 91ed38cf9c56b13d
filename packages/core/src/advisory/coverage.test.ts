import { expect, test } from 'vitest';
import { addMs, asInstant } from '../time/index.ts';
import {
  coverageOf,
  FEED_STALE_AFTER_MS,
  type FeedStanding,
  gapOfHost,
  gapOfPackage,
  type JudgedPackage,
  type PackageSupport,
} from './index.ts';

const NOW = asInstant('2026-11-21T00:00:00.000Z');
const BULLSEYE = { distribution: 'debian', release: 'bullseye' };
const SUPPORTED: PackageSupport = { kind: 'supported', of: 'release', endsAt: null, note: '' };

const feed = (name: string, age: number, releases = [BULLSEYE]): FeedStanding => ({
  feed: name,
  // Content may be old and right: the last of bullseye-security is.
  date: asInstant('2026-09-12T00:00:00.000Z'),
  confirmedAt: addMs(NOW, -age),
  releases,
});

test('one fresh feed that speaks of the release is enough, and the others are named', () => {
  const old = feed('tracker', FEED_STALE_AFTER_MS + 1);
  const fresh = feed('osv', FEED_STALE_AFTER_MS);
  expect(coverageOf(BULLSEYE, [old, fresh], { now: NOW })).toEqual({
    kind: 'covered',
    feeds: [old, fresh],
    stale: [old],
  });
  expect(gapOfHost(BULLSEYE, coverageOf(BULLSEYE, [fresh], { now: NOW }), SUPPORTED)).toBeNull();
});

test('no feed for the release: a gap, however fresh the others are', () => {
  const coverage = coverageOf(BULLSEYE, [feed('alma', 0, [{ distribution: 'almalinux', release: '9' }])], { now: NOW });
  expect(gapOfHost(BULLSEYE, coverage, SUPPORTED)).toMatchObject({
    verdict: 'unknown',
    package: null,
    reason: { code: 'release-without-feed' },
    feed: null,
  });
});

test('only stale ones: a gap that names the newest and its date', () => {
  const coverage = coverageOf(BULLSEYE, [feed('a', 9e8), feed('b', 8e8)], { now: NOW });
  expect(gapOfHost(BULLSEYE, coverage, SUPPORTED)).toMatchObject({
    reason: { code: 'feed-stale', facts: { feed: 'b' } },
    feed: 'b',
    feedDate: '2026-09-12T00:00:00.000Z',
  });
  expect(coverageOf(BULLSEYE, [feed('b', 8e8)], { now: NOW, staleAfterMs: 9e8 }).kind).toBe('covered');
});

test.each([
  ['ended', 'release-unsupported'],
  ['extended', 'release-support-extended'],
  ['untold', null],
  ['supported', null],
] as const)('25: a release whose support is %s', (kind, code) => {
  const coverage = coverageOf(BULLSEYE, [feed('osv', 0)], { now: NOW });
  expect(gapOfHost(BULLSEYE, coverage, { ...SUPPORTED, kind })?.reason.code ?? null).toBe(code);
});

const XEN: JudgedPackage = {
  release: BULLSEYE,
  format: 'deb',
  name: 'xen-utils',
  architecture: 'amd64',
  version: '4.14.6-1',
  sourceName: 'xen',
  sourceVersion: '4.14.6-1',
  module: null,
  epoch: 'known',
  origin: 'distribution',
};

test.each([
  ['ended', 'package', 'distribution', 'package-unsupported'],
  ['limited', 'package', 'distribution', 'package-support-limited'],
  ['supported', 'release', 'foreign', 'origin-foreign'],
  ['supported', 'release', 'distribution', null],
  ['supported', 'release', 'unknown', null],
  // The host as a whole has that gap.
  ['ended', 'release', 'distribution', null],
] as const)('a package with support %s of the %s, origin %s', (kind, of, origin, code) => {
  const gap = gapOfPackage({ ...XEN, origin }, { ...SUPPORTED, kind, of });
  expect([gap?.reason.code, gap?.package?.name]).toEqual(code === null ? [undefined, undefined] : [code, 'xen-utils']);
});
