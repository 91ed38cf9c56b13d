// The real adapters, measuring from inside a member of a network of a test's own.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CheckReading, MeasuredCheck } from '@slipway/core/check';
import type { DebianMember } from '@slipway/testkit/debian-root';
import type { Checks, Measuring } from '../../src/ports/index.ts';

export interface MeasuredInside {
  readonly pid: number;
  readonly inside: readonly string[];
  readonly hostname: string;
  /** Root's folder, outside. */
  readonly settings: string;
  readonly check: MeasuredCheck;
  readonly measuring: Measuring;
}

/** What is measured, and what a Debian needs that runs programs and is looked into. */
export const PACKAGES: readonly string[] = [
  ...['snmp', 'snmpd', 'prometheus-node-exporter'],
  ...['libc-bin', 'coreutils', 'grep', 'procps', 'util-linux'],
];

export const checksInside = ({ pid, inside, name }: DebianMember, settings = '/nonexistent'): Checks => ({
  measure: async (check, measuring) => {
    const asked: MeasuredInside = { pid, inside, hostname: name, settings, check, measuring };
    const program = [process.execPath, join(import.meta.dirname, 'measure-main.ts'), JSON.stringify(asked)];
    const { stdout } = await promisify(execFile)('/usr/bin/nsenter', ['-t', String(pid), '-n', '--', ...program]);
    return JSON.parse(stdout) as CheckReading;
  },
});
