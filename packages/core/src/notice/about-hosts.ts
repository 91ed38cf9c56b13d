import type { MissedWindowRule } from '../policy/index.ts';
import { explain, type Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { counted, named, shortDigest, shownInstant, type Template } from './template.ts';

export interface HostMissedWindow {
  readonly environment: string;
  readonly hostId: string;
  readonly hostname: string;
  readonly owner: string | null;
  readonly endedAt: Instant;
  readonly reason: Reason | null;
  readonly rule: MissedWindowRule;
}

/** Where nothing is begun until somebody has repaired it: told again each day for as long as it is so. */
export interface DatabaseBroken {
  /** `null`: of hosts that belong to none. */
  readonly environment: string | null;
  /** Names of the first ones. */
  readonly hosts: readonly string[];
  readonly hostsInAll: number;
}

export interface HostIsolated {
  readonly environment: string;
  readonly hostId: string;
  readonly hostname: string;
  readonly owner: string | null;
  /** `serves-again`: without having been patched; `not-isolated`: it was to be, and never was. */
  readonly phase: 'isolated' | 'serves-again' | 'not-isolated';
  readonly until: Instant;
  readonly reason: Reason;
}

export interface InstallOverdue {
  readonly environment: string;
  readonly patchSet: string;
  readonly dueAt: Instant;
  /** Names of the first ones. */
  readonly hosts: readonly string[];
  readonly hostsInAll: number;
}

/** Who misses what, at a time of day that policy names. */
export interface ScanReport {
  readonly environment: string;
  readonly at: Instant;
  readonly hostsInAll: number;
  /** Hosts that have not looked anew. */
  readonly silent: number;
  readonly hostsMissing: number;
  readonly updatesMissing: number;
  readonly owners: readonly { readonly owner: string | null; readonly hosts: number; readonly updates: number }[];
}

export const hostMissedWindow: Template<HostMissedWindow> = {
  subject: ({ hostname, environment }) => `${hostname} (${environment}) missed its window`,
  lines: ({ endedAt, reason, rule, owner }) => [
    `The window ended ${shownInstant(endedAt)}.${reason === null ? '' : ` ${explain(reason)}`}`,
    THEN[rule],
    ...(owner === null ? [] : [`Owner: ${owner}.`]),
  ],
};

export const databaseBroken: Template<DatabaseBroken> = {
  subject: ({ environment, hostsInAll }) =>
    `${counted(hostsInAll, 'package database')} broken${environment === null ? '' : ` in ${environment}`}`,
  lines: ({ hosts, hostsInAll }) => [
    `No update begins there until it is repaired: ${named(hosts, hostsInAll)}`,
    'What is wrong says `slipway why HOST`. Where policy has `preflight: { repair: bounded }`, an attempt repairs first what can be repaired without removing anything.',
  ],
};

const THEN: Readonly<Record<MissedWindowRule, string>> = {
  'next-window': 'It waits for the next one.',
  'on-return': 'It begins when it is back.',
  'isolate-first': 'When it is back it is kept from its service until it is done.',
};

export const hostIsolated: Template<HostIsolated> = {
  subject: ({ hostname, environment, phase }) => `${hostname} (${environment}) ${IS[phase]}`,
  lines: ({ phase, reason, until, owner }) => [
    explain(reason),
    ...(phase === 'isolated'
      ? [`At the longest until ${shownInstant(until)}; \`slipway host free\` lets it serve as it is.`]
      : []),
    ...(owner === null ? [] : [`Owner: ${owner}.`]),
  ],
};

const IS: Readonly<Record<HostIsolated['phase'], string>> = {
  isolated: 'is kept from its service until it is patched',
  'serves-again': 'serves again, and is not patched',
  'not-isolated': 'was not kept from its service',
};

export const installOverdue: Template<InstallOverdue> = {
  subject: ({ environment, hostsInAll }) => `${counted(hostsInAll, 'host')} overdue in ${environment}`,
  lines: ({ patchSet, dueAt, hosts, hostsInAll }) => [
    `Patch set ${shortDigest(patchSet)} was to be installed by ${shownInstant(dueAt)}.`,
    `Not done: ${named(hosts, hostsInAll)}`,
  ],
};

export const scanReport: Template<ScanReport> = {
  subject: ({ environment, hostsMissing, hostsInAll }) =>
    `scan of ${environment}: ${hostsMissing} of ${counted(hostsInAll, 'host')} miss updates`,
  lines: ({ at, updatesMissing, silent, owners }) => [
    `As of ${shownInstant(at)}: ${counted(updatesMissing, 'update')} missing.`,
    ...(silent === 0 ? [] : [`${counted(silent, 'host')} did not look anew: what they miss is not known.`]),
    ...owners.map(
      ({ owner, hosts, updates }) =>
        `  ${owner ?? 'no owner'}: ${counted(hosts, 'host')}, ${counted(updates, 'update')}`,
    ),
  ],
};
