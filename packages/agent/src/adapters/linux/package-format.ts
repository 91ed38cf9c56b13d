// Which package format a host is of: what os-release says and what is installed must say the same (C21: a Red Hat with `/usr/bin/apt` is no Debian).

import { type Outcome, ok, refuse } from '@slipway/core/reasons';

export type PackageFormat = 'deb' | 'rpm';

export interface FormatSigns {
  /** Content of os-release(5). */
  readonly osRelease: string;
  /** How many packages each database has; `null`: there is none, or it cannot be read. */
  readonly packages: Readonly<Record<PackageFormat, number | null>>;
}

/** `ID` and `ID_LIKE` of those that name no other family. */
const FAMILIES: Readonly<Record<string, PackageFormat>> = {
  debian: 'deb',
  ubuntu: 'deb',
  almalinux: 'rpm',
  amzn: 'rpm',
  azurelinux: 'rpm',
  centos: 'rpm',
  fedora: 'rpm',
  mageia: 'rpm',
  ol: 'rpm',
  openeuler: 'rpm',
  opensuse: 'rpm',
  rhel: 'rpm',
  rocky: 'rpm',
  sles: 'rpm',
  suse: 'rpm',
};

/** Never a guess: where the signs contradict each other, or say nothing, the host is refused and told why. */
export const packageFormatOf = ({ osRelease, packages }: FormatSigns): Outcome<PackageFormat> => {
  const said = familiesOf(osRelease);
  const there = (['deb', 'rpm'] as const).filter((format) => (packages[format] ?? 0) > 0);
  const [format, ...others] = there;
  if (format === undefined) return unclear('neither dpkg nor rpm has any package here');
  if (others.length > 0) return unclear('dpkg and rpm both have packages here');
  const [family, ...more] = said;
  if (more.length > 0) return unclear('os-release names distributions of both families');
  if (family !== undefined && family !== format)
    return unclear(`os-release names a distribution of ${family} packages, and ${format} packages are installed`);
  return ok(format);
};

const unclear = (detail: string): Outcome<never> => refuse('package-format-unclear', { detail });

const familiesOf = (osRelease: string): readonly PackageFormat[] => {
  const names = [...osRelease.matchAll(/^(?:ID|ID_LIKE)=["']?([^"'\n]*)["']?\s*$/gm)].flatMap(([, value = '']) =>
    value.toLowerCase().split(/\s+/),
  );
  return [...new Set(names.flatMap((name) => FAMILIES[name] ?? []))];
};
