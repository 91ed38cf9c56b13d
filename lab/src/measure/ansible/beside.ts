import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { demoFleet, runHook } from '../../fleet/index.ts';
import { execOk, type LabHost, writeFileIn } from '../../host/index.ts';
import { LabError } from '../../lab-error.ts';
import { bringUpManaged, hostId, labHost, type ManagedFleet } from '../../managed/index.ts';
import { spentBy } from '../../process/index.ts';
import {
  approvePlan,
  controllerProcess,
  cutPatchSet,
  demoPolicy,
  killController,
  makePlan,
  restartController,
  startRollout,
  untilPending,
  untilRollout,
} from '../../product/index.ts';
import { type DemoAppVersion, demoAppVersions, publish } from '../../repository/index.ts';
import type { LabSettings } from '../../settings.ts';
import { until } from '../../until.ts';
import { type Playbook, preparePlaybook } from './playbook.ts';

export interface Driven {
  readonly wallMs: number;
  /** Of what drives, not of the hosts. */
  readonly processorMs: number;
}

/** A while after what drives was killed, and nobody has started it again. */
export interface Killed {
  readonly hosts: number;
  /** Which of them have the update whole, and serve. */
  readonly done: number;
  /** Which are out of their service, whatever they have. */
  readonly away: number;
  /** Once it was started again: hosts that have the update whole and serve. */
  readonly doneAfterRestart: number;
}

export interface ByBoth {
  readonly slipway: Driven;
  readonly ansible: Driven;
  readonly slipwayKilled: Killed;
  readonly ansibleKilled: Killed;
}

const GROUPS = [
  ['lb1', 'app1'],
  ['lb2', 'app2'],
] as const;
const APP = 'slipway-demo-app';
const QUESTION_TIMEOUT_MS = 30_000;
const UNDER_WAY_TIMEOUT_MS = 180_000;
/** Several times what the rest of a host's way takes. */
const LEFT_ALONE_MS = 60_000;

export async function measureBesideAnsible(settings: LabSettings, report: (line: string) => void): Promise<ByBoth> {
  const prod = { ...demoFleet, hosts: demoFleet.hosts.filter(({ environment }) => environment === 'prod') };
  const fleet = await bringUpManaged({ settings, fleet: prod, report, policy: demoPolicy({ soakSeconds: 0 }) });
  const hosts = GROUPS.map((names) => names.map((name) => labHost(fleet, name)));
  const playbook = await preparePlaybook(join(settings.directory, 'ansible'), hosts, report);
  const { installed, good, waiting, conffile, picky } = demoAppVersions;
  report('by Slipway');
  const slipway = await bySlipway(fleet, [installed, good]);
  report('by Ansible, killed half-way');
  await publish(fleet.lab.repository, [good, waiting]);
  const ansibleKilled = await killedAnsible(playbook, hosts.flat());
  report('by Ansible');
  await publish(fleet.lab.repository, [waiting, conffile]);
  const ansible = await byAnsible(playbook);
  await mustHave(hosts.flat(), conffile);
  report('by Slipway, killed half-way');
  const slipwayKilled = await killedSlipway(fleet, hosts.flat(), [conffile, picky]);
  fleet.api.close();
  return { slipway, ansible, slipwayKilled, ansibleKilled };
}

async function bySlipway(fleet: ManagedFleet, versions: readonly [DemoAppVersion, DemoAppVersion]): Promise<Driven> {
  const pid = await controllerProcess(fleet.controller);
  const rolloutId = await approved(fleet, versions);
  const before = await spentBy(pid);
  const startedAt = performance.now();
  await startRollout(fleet.api, rolloutId).then(async (id) =>
    untilRollout(fleet.api, id, ({ rollout }) => rollout.endedAt !== null),
  );
  const wallMs = performance.now() - startedAt;
  const after = await spentBy(pid);
  await mustHave(fleet.lab.hosts, versions[1]);
  return { wallMs, processorMs: after.ownMs - before.ownMs + after.childrenMs - before.childrenMs };
}

/** Planned and approved: what a person has agreed to, as the playbook was written before it is run. */
async function approved(
  fleet: ManagedFleet,
  versions: readonly [DemoAppVersion, DemoAppVersion],
): Promise<Parameters<typeof startRollout>[1]> {
  const [, to] = versions;
  await publish(fleet.lab.repository, versions);
  for (const { name } of fleet.lab.hosts) await untilPending(fleet.api, hostId(fleet, name), { name: APP, to });
  const digest = await makePlan(fleet.api, 'prod', await cutPatchSet(fleet.api, { scope: 'security' }));
  await approvePlan(fleet.api, digest);
  return digest;
}

async function byAnsible(playbook: Playbook): Promise<Driven> {
  const before = await spentBy(process.pid);
  const startedAt = performance.now();
  const status = await started(playbook).ended;
  if (status !== 0) throw new LabError('command-failed', `ansible-playbook ended with ${status}`);
  const wallMs = performance.now() - startedAt;
  return { wallMs, processorMs: (await spentBy(process.pid)).childrenMs - before.childrenMs };
}

function started({ argv: [program = '', ...args], env }: Playbook) {
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return { child, ended: once(child, 'exit').then(([status]) => status as number | null) };
}

/** Killed while the update's own script waits on the first group. */
async function killedAnsible(playbook: Playbook, hosts: readonly LabHost[]): Promise<Killed> {
  const { child, ended } = started(playbook);
  await untilWaiting(hosts);
  child.kill('SIGKILL');
  await ended;
  await letGo(hosts);
  await pause(LEFT_ALONE_MS);
  const left = await counted(hosts, demoAppVersions.waiting);
  // As its operator would: the same playbook again. What it does not put right a person has to, before anything else is measured.
  await started(playbook).ended;
  const { done: doneAfterRestart } = await counted(hosts, demoAppVersions.waiting);
  for (const host of hosts) {
    await execOk(host, ['dpkg', '--configure', '-a'], { timeoutMs: UNDER_WAY_TIMEOUT_MS });
    await runHook(host, 'undrain');
  }
  return { ...left, doneAfterRestart };
}

async function killedSlipway(
  fleet: ManagedFleet,
  hosts: readonly LabHost[],
  versions: readonly [DemoAppVersion, DemoAppVersion],
): Promise<Killed> {
  const rolloutId = await startRollout(fleet.api, await approved(fleet, versions));
  await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.hosts.some(({ phase }) => phase === 'away'));
  await killController(fleet.controller);
  await pause(LEFT_ALONE_MS);
  const left = await counted(hosts, versions[1]);
  await restartController(fleet.controller);
  await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
  return { ...left, doneAfterRestart: (await counted(hosts, versions[1])).done };
}

async function untilWaiting(hosts: readonly LabHost[]): Promise<void> {
  const isBegun = async (): Promise<true | null> => {
    for (const host of hosts) if ((await stateOf(host)).startsWith(`${demoAppVersions.waiting} `)) return true;
    return null;
  };
  await until('the first host unpacks the update', isBegun, { timeoutMs: UNDER_WAY_TIMEOUT_MS });
}

async function letGo(hosts: readonly LabHost[]): Promise<void> {
  for (const host of hosts) await writeFileIn(host, { path: `/var/lib/${APP}/continue`, content: '' });
}

async function counted(hosts: readonly LabHost[], version: DemoAppVersion): Promise<Omit<Killed, 'doneAfterRestart'>> {
  let done = 0;
  let away = 0;
  for (const host of hosts) {
    const serves = (await runHook(host, 'confirm')).answer === 'yes';
    if (!serves) away += 1;
    else if ((await stateOf(host)) === `${version} ii`) done += 1;
  }
  return { hosts: hosts.length, done, away };
}

async function mustHave(hosts: readonly LabHost[], version: DemoAppVersion): Promise<void> {
  const { done, away } = await counted(hosts, version);
  if (done !== hosts.length)
    throw new LabError('not-settled', `${done} of ${hosts.length} have ${version}, ${away} are away`);
}

/** Version and state as dpkg has them: `1.0 ii`. */
async function stateOf(host: LabHost): Promise<string> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a dpkg-query format, not a template
  const argv = ['dpkg-query', '-W', '-f', '${Version} ${db:Status-Abbrev}', APP];
  return (await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).trim();
}
