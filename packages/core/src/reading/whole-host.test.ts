import { sha256 } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { asInstant } from '../time/index.ts';
import { readingOfWholeHost, versionDifferences, versionsDigest } from './index.ts';

const AT = asInstant('2026-11-21T08:00:00.000Z');
const of = (name: string, version: string) => ({ name, architecture: 'amd64', version });

describe('the versions of a whole host', () => {
  it('have one digest in whatever order they come, and another for another version', () => {
    const [one, other] = [of('a', '1'), of('b', '2')];
    expect(versionsDigest([one, other], sha256)).toBe(versionsDigest([other, one], sha256));
    expect(versionsDigest([one, other], sha256)).not.toBe(versionsDigest([one, of('b', '3')], sha256));
  });

  it('are held against what is believed: changed, gone, new, and several side by side', () => {
    const believed = [of('acl', '5'), of('curl', '8'), of('linux', '6.1'), of('zlib', '1')];
    const found = [of('acl', '5'), of('linux', '6.2'), of('linux', '6.1'), of('nc', '1'), of('zlib', '2')];
    expect(versionDifferences(believed, found)).toEqual([
      { name: 'curl', architecture: 'amd64', believed: '8', found: null },
      { name: 'linux', architecture: 'amd64', believed: '6.1', found: '6.1, 6.2' },
      { name: 'nc', architecture: 'amd64', believed: null, found: '1' },
      { name: 'zlib', architecture: 'amd64', believed: '1', found: '2' },
    ]);
    expect(versionDifferences(found, found)).toEqual([]);
  });
});

it('M36: a whole host is well where every file is as packaged and every package is whole, and says what is not', () => {
  const whole = {
    ...{ packages: 412, versionsDigest: versionsDigest([], sha256) },
    ...{ notWhole: [], notWholeInAll: 0, differing: [], differingInAll: 0 },
  };
  expect(readingOfWholeHost(whole, AT)).toMatchObject({
    state: 'ok',
    text: '412 packages looked at: every file is as packaged',
  });
  const differing = [{ package: 'libssl3', path: '/usr/lib/libssl.so.3', how: 'differs' as const }];
  const notWhole = [{ package: 'tzdata', state: 'unpacked' }];
  expect(
    readingOfWholeHost({ ...whole, differing, differingInAll: 700, notWhole, notWholeInAll: 1 }, AT),
  ).toMatchObject({
    state: 'critical',
    text: '412 packages looked at: 700 files not as packaged, the first is /usr/lib/libssl.so.3; 1 package not whole, the first is tzdata',
  });
});
