import { asHostId, type HostId } from '@slipway/core/ids';
import { execOk, installPackage, type LabHost } from '../host/index.ts';
import { LabError } from '../lab-error.ts';
import { slipwayOk } from './cli.ts';
import type { Controller } from './controller.ts';

/** A virtual machine starts the agent by emulation. */
const ENROL_TIMEOUT_MS = 600_000;

/** The labels that a host gets with its token: what policy decides by. */
export function labelsOf({ labels }: Pick<LabHost, 'labels'>): Readonly<Record<string, string>> {
  const { environment = 'dev', part = 'dev', group } = labels;
  return { environment, role: part, ...(group === undefined ? {} : { group }) };
}

/** `slipway enrol token …` with the host's labels: what an operator types before going to the host. */
export function enrolTokenWords(host: Pick<LabHost, 'labels'>): readonly string[] {
  return [
    'enrol',
    'token',
    ...Object.entries(labelsOf(host)).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
  ];
}

/** Installs the agent's package and types the line that the token came with, as a user would. Answers the host's id. */
export async function enrolHost(
  controller: Controller,
  host: LabHost,
  agentPath: string,
): Promise<{ readonly hostId: HostId; readonly line: string }> {
  await installPackage(host, agentPath);
  const line = (await slipwayOk(controller, enrolTokenWords(host))).stdout.trim();
  const said = await execOk(host, line.split(' '), { timeoutMs: ENROL_TIMEOUT_MS });
  const hostId = /^Enrolled as ([a-z0-9-]+)\./m.exec(said)?.[1];
  if (hostId === undefined) throw new LabError('command-failed', `${host.name}: the agent said: ${said}`);
  return { hostId: asHostId(hostId), line };
}
