import { exec, execOk, type LabHost } from '../../host/index.ts';
import { DEMO_APP } from '../made-update.ts';
import { claim } from '../scenario.ts';

const QUESTION_TIMEOUT_MS = 30_000;

export const CONFIG = '/etc/slipway-demo-app/app.conf';

/** By rpm itself, past the agent. */
export async function installedNevra(host: LabHost): Promise<string> {
  const argv = ['rpm', '--query', '--queryformat', '%{NAME}-%{EPOCHNUM}:%{VERSION}-%{RELEASE}.%{ARCH}', DEMO_APP];
  return await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS });
}

export function nevraOf(version: string): string {
  return `${DEMO_APP}-0:${version}-1.noarch`;
}

/** What differs from the package on the disk, one line a file; none on a host that nobody has changed. */
export async function altered(host: LabHost): Promise<string> {
  const { stdout } = await exec(host, ['rpm', '--verify', DEMO_APP], { timeoutMs: QUESTION_TIMEOUT_MS });
  return stdout.trim();
}

/** The last transaction of dnf's own history: what the people of the host see of us. */
export async function claimInHistory(host: LabHost, purpose: 'apply' | 'way-back'): Promise<void> {
  const told = await execOk(host, ['dnf', 'history', 'info', 'last'], { timeoutMs: QUESTION_TIMEOUT_MS });
  claim(
    new RegExp(`Command Line *: slipway ${purpose} \\S+$`, 'm').test(told) && told.includes(DEMO_APP),
    `dnf's history tells of it: ${told}`,
  );
  claim(/Return-Code\s*: Success/.test(told), `and that it ended well: ${told}`);
}

/** When the service's main process began: another word after a restart. */
export async function startedAt(host: LabHost): Promise<string> {
  const argv = ['systemctl', 'show', '--property=ExecMainStartTimestampMonotonic', 'slipway-demo-app.service'];
  return (await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).trim();
}
