import { describe, expect, test } from 'vitest';
import { releaseOfCodename, releaseOfEcosystem, releaseOfSystem } from './index.ts';

const of = (distribution: string, release: string) => ({ distribution, release });

describe("a feed's name of a release", () => {
  test.each([
    ['Debian:12', of('debian', 'bookworm'), null],
    ['Debian:13', of('debian', 'trixie'), null],
    ['AlmaLinux:9', of('almalinux', '9'), null],
    ['AlmaLinux:10', of('almalinux', '10'), null],
    ['Rocky Linux:9', of('rocky', '9'), null],
    ['Ubuntu:22.04:LTS', of('ubuntu', 'jammy'), null],
    ['Ubuntu:25.04', of('ubuntu', 'plucky'), null],
    ['Ubuntu:Pro:18.04:LTS', of('ubuntu', 'bionic'), 'ubuntu-pro'],
    ['Ubuntu:Pro:14.04:LTS', of('ubuntu', 'trusty'), 'ubuntu-pro'],
    ['Red Hat:enterprise_linux:9::appstream', of('rhel', '9'), null],
    ['Red Hat:enterprise_linux:10.0', of('rhel', '10'), null],
  ])('%s', (text, release, entitlement) => {
    expect(releaseOfEcosystem(text)).toEqual({ release, entitlement });
  });

  test.each([
    'Debian',
    'Debian:12.5',
    'Debian:12:LTS',
    'Debian:null',
    'Ubuntu:22.04:LTS:for:NVIDIA',
    'Ubuntu:22.04',
    'Ubuntu:25.04:LTS',
    'Ubuntu:Pro:FIPS:22.04:LTS',
    'Ubuntu:Pro:FIPS-updates:22.04:LTS',
    'Ubuntu:Pro:Realtime:22.04:LTS',
    'Ubuntu:Pro:25.04',
    'AlmaLinux',
    'AlmaLinux:9.4',
    'Rocky Linux:9:extras',
    'Red Hat:rhel_eus:9.4::appstream',
    'Red Hat:enterprise_linux:9::of-tomorrow',
    'Red Hat:enterprise_linux:9.4::appstream',
    'Alpine:v3.18',
    'PyPI',
    '',
    '__proto__',
  ])('%s is of no release that is known, and nothing is cut off it', (text) => {
    expect(releaseOfEcosystem(text)).toBeNull();
  });
});

test.each([
  ['bookworm', of('debian', 'bookworm')],
  ['sid', of('debian', 'sid')],
  ['noble', of('ubuntu', 'noble')],
  ['bookworm-security', null],
  ['devel', null],
  ['12', null],
])('the codename %s', (codename, release) => expect(releaseOfCodename(codename)).toEqual(release));

test.each([
  ['debian', 'bookworm', of('debian', 'bookworm')],
  ['debian', '12', of('debian', 'bookworm')],
  ['ubuntu', '22.04', of('ubuntu', 'jammy')],
  ['ubuntu', 'noble', of('ubuntu', 'noble')],
  ['almalinux', '9.4', of('almalinux', '9')],
  ['almalinux', '10', of('almalinux', '10')],
  ['rocky', '9.3', of('rocky', '9')],
  ['rhel', '8.10', of('rhel', '8')],
  ['azurelinux', '3.0', of('azurelinux', '3')],
  // Their releases are the whole number, or unknown to every feed: they stay as they are.
  ['opensuse-leap', '15.6', of('opensuse-leap', '15.6')],
  ['linuxmint', 'virginia', of('linuxmint', 'virginia')],
  ['debian', 'null', of('debian', 'null')],
])('a host of %s %s', (distribution, release, expected) => {
  expect(releaseOfSystem({ distribution, release })).toEqual(expected);
});
