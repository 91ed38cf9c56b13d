// What an advisory or a vulnerability is answered by, for the package versions that hosts carry: feeds say it, and the
// controller hands on what concerns the exceptions that act, or the names that a cut asks for.

import { compareVersions, type VersionFormat } from '../version/index.ts';

/** A package version that is affected, and from which version on it is not. */
export interface AnsweredVersion {
  /** As the exception, or the cut, names it. */
  readonly advisory: string;
  /** As inventories name it. */
  readonly platform: { readonly distribution: string; readonly release: string };
  readonly name: string;
  readonly architecture: string;
  /** The installed one. */
  readonly version: string;
  readonly fixedVersion: string;
  /** Which version of a package is held against {@link AnsweredVersion.fixedVersion}. */
  readonly compares: 'source' | 'package';
}

/** Whether the version that a package goes to is one that answers. Where its source's is needed and not known: it counts as one. */
export function answeredBy(
  answered: Pick<AnsweredVersion, 'fixedVersion' | 'compares'>,
  to: { readonly version: string; readonly sourceVersion: string | null },
  format: VersionFormat,
): boolean {
  const reached = answered.compares === 'package' ? to.version : to.sourceVersion;
  return reached === null || compareVersions(format, reached, answered.fixedVersion) >= 0;
}
