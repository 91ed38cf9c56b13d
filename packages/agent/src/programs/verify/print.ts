import type { FileDifference } from '../../ports/index.ts';

export interface Verified {
  /** So many were looked at. */
  readonly packages: number;
  /** Whose files were not looked at: the package itself is not as it should be. */
  readonly notWhole: readonly { readonly package: string; readonly state: string }[];
  readonly differing: readonly FileDifference[];
}

export const printVerified = ({ packages, notWhole, differing }: Verified): string =>
  [
    ...differing.map(({ how, path, package: name }) => `${how.padEnd('unreadable'.length)}  ${path}  (${name})`),
    ...notWhole.map(({ package: name, state }) => `${'package'.padEnd('unreadable'.length)}  ${name} is ${state}`),
    `${packages} packages looked at: ${differing.length} files are not as their package has them.`,
    '',
  ].join('\n');
