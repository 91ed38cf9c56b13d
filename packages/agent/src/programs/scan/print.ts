// A scan as text for people.

import type { Scan } from './scan.ts';
import { section } from './section.ts';
import { thirdPartySections } from './third-party.ts';

export const printScan = (scan: Scan): string => {
  const security = scan.updates.filter((update) => update.security).length;
  return lines([
    `${scan.hostname}: ${scan.system}, kernel ${scan.runningKernel}`,
    ...(scan.refreshProblem === null ? [] : [`Repositories could not be looked at just now: ${scan.refreshProblem}`]),
    '',
    scan.updates.length === 0
      ? 'Nothing is pending.'
      : `${scan.updates.length} updates are pending, ${security} of them security:`,
    ...table(scan),
    ...section(
      'Kept back',
      scan.keptBack.map(({ name, cause }) => `${name} (${cause})`),
    ),
    ...section('Would restart', scan.wouldRestart.units),
    ...section('Would keep old code until they are restarted by hand', scan.wouldRestart.otherPrograms),
    ...section(
      'Run old code already',
      scan.oldCode.map(({ executable, unit }) => `${executable}${unit === null ? '' : ` (${unit})`}`),
    ),
    ...(scan.wouldRestart.unreadable > 0
      ? [
          '',
          `${scan.wouldRestart.unreadable} processes of other users could not be looked at: run as root to see them.`,
        ]
      : []),
    ...thirdPartySections(scan),
    '',
    rebootLine(scan),
  ]);
};

const table = (scan: Scan): readonly string[] => {
  const rows = scan.updates.map(({ name, architecture, from, to, origin, security }) => [
    `${name}:${architecture}`,
    from ?? '(new)',
    to,
    `${origin.label}${origin.codename === '' ? '' : ` ${origin.codename}`}`,
    security ? 'security' : '',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
};

const rebootLine = ({ reboot }: Scan): string => {
  if (reboot.now.length > 0) return `A reboot is needed now: ${reboot.now.join('; ')}.`;
  if (reboot.afterUpdate.length > 0) return `A reboot would follow: ${reboot.afterUpdate.join('; ')}.`;
  return 'No reboot would follow.';
};

const lines = (parts: readonly string[]): string => `${parts.join('\n')}\n`;
