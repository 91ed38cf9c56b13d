// One value of an SNMP agent, by Debian's own `snmpget` (package snmp). To whom and as whom, the host's own files say:
// `snmp.json` has the address and the version, `snmp.conf`, in the client's own form, what is secret (snmp.conf(5):
// defCommunity; defSecurityName, defSecurityLevel, defAuthType, defAuthPassphrase, defPrivType, defPrivPassphrase). No secret
// stands on a command line, where everybody on the host could read it.

import { join } from 'node:path';
import type { CheckReading, SnmpCheck } from '@slipway/core/check';
import type { RootFiles, RunCommand } from '../../ports/index.ts';
import { ofValue, unknown } from './readings.ts';

const SNMPGET = '/usr/bin/snmpget';
/** One value in one line; whatever an agent says besides is no answer. */
const OUTPUT_BYTES_MAX = 64 * 1024;
/** `udp:127.0.0.1:161`, `tcp:agent.example`, `udp6:[::1]`: transport, name or address, port (snmpcmd(1)). */
const ADDRESS = /^(?:(?:udp|tcp|udp6|tcp6):)?(?:[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?$/;
const VERSIONS: ReadonlySet<unknown> = new Set(['2c', '3']);

export interface SnmpOptions {
  readonly run: RunCommand;
  /** Of {@link SnmpOptions.directory}. */
  readonly files: RootFiles;
  readonly directory: string;
  readonly timeLimitMs: number;
}

export const checkSnmp = async (check: SnmpCheck, options: SnmpOptions): Promise<CheckReading> => {
  const { run, files, directory, timeLimitMs } = options;
  const settings = await files.read('snmp.json');
  if (settings.kind === 'refused') return unknown(settings.detail);
  const found = settings.kind === 'missing' ? {} : settings.value;
  const asked = settingsOf(found);
  if (asked === null) return unknown(`${join(directory, 'snmp.json')} has other than an address and version 2c or 3`);
  const answer = await run({
    // Addresses and identifiers as numbers, the value with its type and nothing made of it by a MIB.
    command: [
      SNMPGET,
      ...[`-v${asked.version}`, '-One', '-OtU', '-m', '', '-r', '1', '-t', String(Math.max(1, timeLimitMs / 3000))],
      asked.address,
      `.${check.oid}`,
    ],
    environment: {
      PATH: '/usr/bin:/bin',
      LC_ALL: 'C.UTF-8',
      HOME: '/nonexistent',
      SNMPCONFPATH: directory,
    },
    timeLimitMs,
    whenOverdue: 'end',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });
  switch (answer.kind) {
    case 'not-started':
      return unknown(`snmpget cannot be started: ${answer.detail}`);
    case 'overdue':
      return unknown(`no answer within ${timeLimitMs / 1000} s`);
    case 'ended': {
      if (answer.status !== 0)
        return unknown(complaintIn(answer.stderr) ?? `snmpget ended with status ${answer.status}`);
      const value = answer.output === 'cut' ? null : readValue(answer.stdout, check.oid);
      return value === null
        ? unknown(`the answer is no number: ${answer.stdout.slice(0, 200)}`)
        : ofValue(check, value);
    }
    default:
      return answer satisfies never;
  }
};

const settingsOf = (found: unknown): { readonly address: string; readonly version: string } | null => {
  if (typeof found !== 'object' || found === null) return null;
  const { address = 'udp:127.0.0.1:161', version = '2c', ...others } = found as Readonly<Record<string, unknown>>;
  const isSound =
    typeof address === 'string' && ADDRESS.test(address) && typeof version === 'string' && VERSIONS.has(version);
  return isSound && Object.keys(others).length === 0 ? { address, version } : null;
};

const NUMBER =
  /^(?:INTEGER|Integer32|Gauge32|Unsigned32|Counter32|Counter64|UInteger32|Timeticks|Opaque: Float|Opaque: Double)$/;

/** `.1.3.6.1.2.1.1.3.0 = Timeticks: 1234` or `… = STRING: "0.42"`, as UCD's load averages are; `null`: no number of that name. */
export const readValue = (text: string, oid: string): number | null => {
  const [, name, rest] = /^\.([0-9.]+) = (.*)\n?$/.exec(text) ?? [];
  if (name !== oid || rest === undefined) return null;
  const [, type, value] = /^((?:Opaque: )?[A-Za-z0-9]+): (.*)$/.exec(rest) ?? [];
  // With `-Ot` the ticks stand alone, without their type.
  const bare = value ?? rest;
  const number = type === 'STRING' ? (/^"(.*)"$/.exec(bare)?.[1] ?? bare).trim() : bare;
  if (type !== undefined && type !== 'STRING' && !NUMBER.test(type)) return null;
  return /^-?\d+(?:\.\d+)?$/.test(number) ? Number(number) : null;
};

/** Its usage follows a complaint about what is missing in the configuration. */
const complaintIn = (stderr: string): string | null =>
  stderr.split('\n').find((line) => line.trim() !== '' && !line.startsWith('Created directory')) ?? null;
