import type { VerifiedHost } from '../../executor/index.ts';

export const printVerified = ({ packages, notWhole, differing }: Omit<VerifiedHost, 'versions'>): string =>
  [
    ...differing.map(({ how, path, package: name }) => `${how.padEnd('unreadable'.length)}  ${path}  (${name})`),
    ...notWhole.map(({ package: name, state }) => `${'package'.padEnd('unreadable'.length)}  ${name} is ${state}`),
    `${packages} packages looked at: ${differing.length} files are not as their package has them.`,
    '',
  ].join('\n');
