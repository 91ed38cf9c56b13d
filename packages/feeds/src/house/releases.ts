// `debian:bookworm`, `ubuntu:24.04`, `rhel:9`: the distribution by its `ID` of os-release, and its release.

import { type Release, releaseOfCodename, releaseOfSystem } from '@slipway/core/advisory';
import type { VersionFormat } from '@slipway/core/version';

const FORMATS: Readonly<Record<string, VersionFormat>> = {
  debian: 'deb',
  ubuntu: 'deb',
  almalinux: 'rpm',
  amzn: 'rpm',
  azurelinux: 'rpm',
  centos: 'rpm',
  fedora: 'rpm',
  ol: 'rpm',
  'opensuse-leap': 'rpm',
  rhel: 'rpm',
  rocky: 'rpm',
  sles: 'rpm',
};

export const formatOfDistribution = (distribution: string): VersionFormat | null =>
  Object.hasOwn(FORMATS, distribution) ? (FORMATS[distribution] ?? null) : null;

/** `null` for a text of another form, and for a codename of Debian or Ubuntu that does not exist. */
export const releaseOfText = (text: string): Release | null => {
  const [, distribution = '', stated = ''] = /^([a-z0-9._-]{1,40}):([A-Za-z0-9._-]{1,40})$/.exec(text) ?? [];
  if (distribution === '') return null;
  const release = releaseOfSystem({ distribution, release: stated });
  const isNamed = distribution === 'debian' || distribution === 'ubuntu';
  return isNamed && releaseOfCodename(release.release)?.distribution !== distribution ? null : release;
};
