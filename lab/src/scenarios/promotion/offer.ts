import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { execOk, type LabHost } from '../../host/index.ts';
import { hostId, type ManagedFleet } from '../../managed/index.ts';
import { applyPolicy, untilPending } from '../../product/index.ts';
import { builtFile, type DemoAppVersion, publish } from '../../repository/index.ts';
import { DEMO_APP } from '../made-update.ts';
import { HOSTS, tierPolicy } from './tiers.ts';

const QUESTION_TIMEOUT_MS = 30_000;
const SERVE = '/usr/lib/slipway-demo-app/serve';

/** The archive holds nothing else from now on, and every host sees the newest, as after a night of looking. */
export async function offer(
  fleet: ManagedFleet,
  newest: DemoAppVersion,
  beside: readonly DemoAppVersion[] = [],
): Promise<void> {
  await publish(fleet.lab.repository, [...beside, newest]);
  const wanted = { name: DEMO_APP, to: newest };
  await Promise.all(HOSTS.map((name) => untilPending(fleet.api, hostId(fleet, name), wanted)));
}

/** A window begins, for which the schedule cuts what is pending. */
export async function beginWindow({ api }: ManagedFleet): Promise<void> {
  await applyPolicy(api, tierPolicy(new Date()));
}

/** SHA-256 of the package file that the archive had, as plans name it. */
export async function builtDigest({ lab }: ManagedFleet, version: DemoAppVersion): Promise<string> {
  const file = await readFile(builtFile(lab.repository, version));
  return `sha256:${createHash('sha256').update(file).digest('hex')}`;
}

/** Of the very program on the host's disk: what dpkg says of the version is only what a package said of itself. */
export async function programDigest(host: LabHost): Promise<string> {
  return (await execOk(host, ['sha256sum', SERVE], { timeoutMs: QUESTION_TIMEOUT_MS })).split(' ')[0] ?? '';
}
