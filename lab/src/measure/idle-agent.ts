import { setTimeout as pause } from 'node:timers/promises';
import { demoFleet } from '../fleet/index.ts';
import { aptGet, exec, execOk, type LabHost } from '../host/index.ts';
import { LabError } from '../lab-error.ts';
import { bringUpManaged, labHost } from '../managed/index.ts';
import { plainPolicy } from '../product/index.ts';
import type { LabSettings } from '../settings.ts';
import { until } from '../until.ts';

export interface IdleAgent {
  /** The reporter's resident size, an hour of looks and check-ins aside. */
  readonly residentBytes: number;
  /** User and system time of the reporter between two check-ins, in the kernel's ticks of 10 ms. */
  readonly ticks: number;
  readonly overSeconds: number;
  readonly executor: 'running' | 'not running';
  /** What waits on a Debian host with unattended-upgrades: its shutdown helper, in Python. */
  readonly unattendedUpgradesBytes: number;
}

const QUESTION_TIMEOUT_MS = 30_000;
const CHECK_IN_TIMEOUT_MS = 150_000;
/** Below the shortest time between two check-ins at the product's own 60 s and a fifth of jitter. */
const QUIET_SECONDS = 40;
/** What a check-in itself and the writing after it take. */
const AFTER_CHECK_IN_MS = 2_000;
const CONTACT = '/var/lib/slipway/reporter/inbox/contact.json';

/** One host with the product's own intervals, adopted, with nothing to do. */
export async function measureIdleAgent(settings: LabSettings, report: (line: string) => void): Promise<IdleAgent> {
  const fleet = { ...demoFleet, hosts: demoFleet.hosts.filter(({ name }) => name === 'dev1') };
  const managed = await bringUpManaged({ settings, fleet, report, policy: plainPolicy(), checkIn: 'as shipped' });
  managed.api.close();
  const host = labHost(managed, 'dev1');
  await nextCheckIn(host);
  await nextCheckIn(host);
  await pause(AFTER_CHECK_IN_MS);
  const pid = await mainPid(host, 'slipway-reporter.service');
  if (pid === 0) throw new LabError('not-running', 'the reporter does not run');
  const checkedInAt = await lastCheckIn(host);
  const before = await ticksOf(host, pid);
  await pause(QUIET_SECONDS * 1000);
  const ticks = (await ticksOf(host, pid)) - before;
  if ((await lastCheckIn(host)) !== checkedInAt) throw new LabError('not-settled', 'a check-in came in between');
  const residentBytes = await residentOf(host, pid);
  const executor = (await mainPid(host, 'slipway-executor.service')) === 0 ? 'not running' : 'running';
  report('installing unattended-upgrades beside it');
  await aptGet(host, ['update']);
  await aptGet(host, ['install', '-y', '--no-install-recommends', 'unattended-upgrades']);
  const other = await mainPid(host, 'unattended-upgrades.service');
  return {
    residentBytes,
    ticks,
    overSeconds: QUIET_SECONDS,
    executor,
    unattendedUpgradesBytes: await residentOf(host, other),
  };
}

async function nextCheckIn(host: LabHost): Promise<void> {
  const before = await lastCheckIn(host);
  await until('the agent checks in', async () => ((await lastCheckIn(host)) === before ? null : true), {
    timeoutMs: CHECK_IN_TIMEOUT_MS,
  });
}

async function lastCheckIn(host: LabHost): Promise<string> {
  return execOk(host, ['cat', CONTACT], { timeoutMs: QUESTION_TIMEOUT_MS });
}

async function mainPid(host: LabHost, unit: string): Promise<number> {
  const argv = ['systemctl', 'show', '--property=MainPID', '--value', unit];
  return Number((await exec(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).stdout.trim());
}

/** Fields 14 and 15 of proc(5)'s stat, counted after the program's name, which may hold anything. */
async function ticksOf(host: LabHost, pid: number): Promise<number> {
  const stat = await execOk(host, ['cat', `/proc/${pid}/stat`], { timeoutMs: QUESTION_TIMEOUT_MS });
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

async function residentOf(host: LabHost, pid: number): Promise<number> {
  const status = await execOk(host, ['cat', `/proc/${pid}/status`], { timeoutMs: QUESTION_TIMEOUT_MS });
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new LabError('command-failed', `/proc/${pid}/status names no resident size`);
  return Number(kilobytes) * 1024;
}
