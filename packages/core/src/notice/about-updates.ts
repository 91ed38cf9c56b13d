import { counted, named, type Template } from './template.ts';

export interface UpdateNeeded {
  readonly release: { readonly distribution: string; readonly release: string };
  readonly sourcePackage: string;
  /** `null`: no fix yet. */
  readonly fixedVersion: string | null;
  /** The first ones. */
  readonly vulnerabilities: readonly string[];
  readonly vulnerabilitiesInAll: number;
  /** Names of the first ones. */
  readonly hosts: readonly string[];
  readonly hostsInAll: number;
}

export interface NewlyAffected {
  readonly updates: readonly UpdateNeeded[];
  readonly updatesInAll: number;
}

export const newlyAffected: Template<NewlyAffected> = {
  subject: ({ updates, updatesInAll }) =>
    `newly needed: ${updates[0]?.sourcePackage ?? ''}${updatesInAll > 1 ? ` and ${updatesInAll - 1} more` : ''}`,
  lines: ({ updates, updatesInAll }) => [
    ...updates.flatMap(({ sourcePackage, release, fixedVersion, ...its }) => [
      `${sourcePackage} (${release.release}): ${fixedVersion === null ? 'no fix yet' : `to ${fixedVersion}`}`,
      `  ${named(its.vulnerabilities, its.vulnerabilitiesInAll)}`,
      `  ${counted(its.hostsInAll, 'host')}: ${named(its.hosts, its.hostsInAll)}`,
    ]),
    ...(updatesInAll > updates.length ? [`and ${counted(updatesInAll - updates.length, 'update')} more`] : []),
  ],
};
