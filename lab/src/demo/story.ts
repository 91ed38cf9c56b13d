import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '@slipway/core/ids';
import { endpoints, type RolloutReport } from '@slipway/protocol/api';
import { bringUp, demoFleet, type Lab, probePage } from '../fleet/index.ts';
import { LabError } from '../lab-error.ts';
import { enrolFleet, startLabController } from '../managed/index.ts';
import { endProbe, type ProbeSummary } from '../probe/index.ts';
import {
  type Api,
  agentPackage,
  type Controller,
  commandLine,
  demoPolicy,
  enrolTokenWords,
  openApi,
  reportRollout,
  slipwayLines,
  slipwayOk,
  untilMode,
  untilReported,
} from '../product/index.ts';
import type { LabSettings } from '../settings.ts';
import { type AddressMove, watchAddress } from './address-watch.ts';
import { lookAtVersions, type OwnLook } from './own-look.ts';
import { type RolloutShare, rolloutShare } from './share.ts';
import { seconds, type Telling } from './telling.ts';

/** Long enough to be seen between two waves; a real prod soaks for hours. */
const SOAK_SECONDS = 5;

/** What the demo saw; `judge` says whether it is as promised. */
export interface DemoResult {
  readonly dev: RolloutReport;
  readonly prod: RolloutReport;
  readonly probe: ProbeSummary;
  readonly moves: readonly AddressMove[];
  readonly looks: readonly OwnLook[];
  readonly share: RolloutShare | null;
  readonly pendingSecurity: number;
}

export interface Stage {
  readonly tell: Telling;
  readonly lab: Lab;
  readonly controller: Controller;
  readonly api: Api;
}

/** The whole story on real hosts, which are left up for the caller to remove. */
export async function tellStory(settings: LabSettings, tell: Telling): Promise<DemoResult & { readonly stage: Stage }> {
  const { lab, agentPath } = await hosts(settings, tell);
  const stage = await controllerUp(lab, tell);
  await enrolment(stage, agentPath);
  const pendingSecurity = await observe(stage);
  await adopt(stage);
  const patchSet = await cut(stage);
  const devPlan = await plan(stage, 'dev', patchSet, 'approved by policy: dev is automatic');
  const dev = await tell.step('dev: rolled out', () => rollOut(stage, devPlan));
  const prodPlan = await plan(stage, 'prod', patchSet, 'somebody must put a name to it; the rule is "self"');
  await approve(stage, prodPlan);
  const watched = await prodRollout(stage, prodPlan);
  const looks = await proof(stage, [dev, watched.prod]);
  const header = (await stage.api.ask(endpoints.plans.show, { params: { digest: prodPlan } })).header;
  const soaks = header.waves.map(({ gates }) => gates.soakSeconds);
  return { dev, ...watched, looks, share: rolloutShare(watched.prod, soaks), pendingSecurity, stage };
}

async function hosts(settings: LabSettings, tell: Telling): Promise<{ readonly lab: Lab; readonly agentPath: string }> {
  return tell.step('Five hosts, and the agent as a package', async () => {
    const [up, agent] = await Promise.all([bringUp(settings, demoFleet, tell.line), agentPackage(settings, tell.line)]);
    tell.line(
      up.baseMs === 0 ? 'base system: from the cache' : `base system: built in ${seconds(up.baseMs)}, and kept`,
    );
    tell.line(
      agent.builtInMs === 0 ? 'agent package: from the cache' : `agent package: built in ${seconds(agent.builtInMs)}`,
    );
    for (const { name, address, labels } of up.lab.hosts) {
      const group = labels['group'] === undefined ? '' : `, group ${labels['group']}`;
      tell.line(`${name.padEnd(5)} ${address.padEnd(14)} ${labels['environment']}${group}`);
    }
    tell.line(`the page of group 1 and 2 together: http://${up.lab.virtualAddress}/`);
    return { lab: up.lab, agentPath: agent.path };
  });
}

async function controllerUp(lab: Lab, tell: Telling): Promise<Stage> {
  return tell.step('A controller, on its embedded database', async () => {
    const controller = await startLabController(lab);
    tell.typed(commandLine(controller.args));
    tell.answered(`Slipway controller at ${controller.url}\nTrust ${controller.trustDigest}`);
    const file = join(controller.directory, 'policy.json');
    await writeFile(file, `${JSON.stringify(demoPolicy({ soakSeconds: SOAK_SECONDS }), null, 2)}\n`);
    const stage: Stage = { tell, lab, controller, api: await openApi(controller) };
    await typed(stage, ['policy', 'apply', file, '--yes']);
    return stage;
  });
}

async function enrolment({ tell, lab, controller }: Stage, agentPath: string): Promise<void> {
  await tell.step('Enrolment: a token with labels, a package, one line on the host', async () => {
    for (const host of lab.hosts) tell.typed(commandLine(enrolTokenWords(host)));
    const [first] = lab.hosts;
    const hostIds = await enrolFleet(controller, lab.hosts, agentPath);
    tell.typed('apt-get install ./slipway-agent.deb', first?.name);
    tell.typed(
      'slipway-agent enrol --controller URL --token TOKEN --trust DIGEST   (as the token was printed)',
      first?.name,
    );
    tell.answered(
      `Enrolled as ${hostIds.get(first?.name ?? '')}. This host is observed; nothing will be changed until it is adopted.`,
    );
    tell.line(`and so on: ${hostIds.size} hosts`);
  });
}

async function observe(stage: Stage): Promise<number> {
  return stage.tell.step('Observed: what is pending', async () => {
    const known = await untilReported(stage.api, stage.lab.hosts.length);
    await typed(stage, ['host', 'list']);
    await typed(stage, ['updates', '--security']);
    return known.reduce((sum, { pending }) => sum + (pending?.security ?? 0), 0);
  });
}

async function adopt(stage: Stage): Promise<void> {
  await stage.tell.step('Adopted: from now on they may be changed', async () => {
    await typed(stage, ['host', 'adopt', ...stage.lab.hosts.map(({ name }) => name)]);
    const { items } = await stage.api.ask(endpoints.hosts.list);
    await untilMode(stage.api, items, 'adopted');
    stage.tell.line(
      'what patched them before (apt-daily-upgrade.timer) is off; `slipway host leave` turns it on again',
    );
  });
}

async function cut(stage: Stage): Promise<Digest> {
  return stage.tell.step('A patch set, cut from the security updates that Debian has published', async () => {
    await typed(stage, ['patch-set', 'cut', '--scope', 'security']);
    const [newest] = (await stage.api.ask(endpoints.patchSets.list, { query: { limit: 1 } })).items;
    if (newest === undefined) throw new LabError('command-failed', 'the cut left no patch set');
    await typed(stage, ['patch-set', 'list']);
    return newest.digest;
  });
}

async function plan(stage: Stage, environment: string, patchSet: Digest, rule: string): Promise<Digest> {
  return stage.tell.step(`${environment}: planned`, async () => {
    await typed(stage, ['plan', 'make', environment, '--patch-set', patchSet]);
    const plans = (await stage.api.ask(endpoints.plans.list, { query: { limit: 10 } })).items;
    const made = plans.find((each) => each.environment === environment && each.patchSetDigest === patchSet);
    if (made === undefined) throw new LabError('command-failed', `there is no plan for ${environment}`);
    if (environment === 'prod') await typed(stage, ['plan', 'show', made.digest]);
    stage.tell.line(rule);
    return made.digest;
  });
}

async function approve(stage: Stage, digest: Digest): Promise<void> {
  await stage.tell.step('prod: approved', async () => {
    stage.tell.line('In real life a person reads the page above first. Here the demo gives the approval.');
    await typed(stage, ['plan', 'approve', digest, '--yes']);
  });
}

async function prodRollout(stage: Stage, digest: Digest): Promise<Pick<DemoResult, 'prod' | 'probe' | 'moves'>> {
  return stage.tell.step('prod: rolled out, one group after the other, while the page is asked for', async () => {
    const probe = await probePage(stage.lab, 'demo');
    stage.tell.line(`ten new connections a second to http://${stage.lab.virtualAddress}/, 5 s each, none tried again`);
    const address = watchAddress(stage.lab);
    const prod = await rollOut(stage, digest);
    const moves = await address.stop();
    return { prod, probe: await endProbe(probe), moves };
  });
}

async function rollOut(stage: Stage, digest: Digest): Promise<RolloutReport> {
  const words = ['rollout', 'start', digest, '--watch'];
  stage.tell.typed(commandLine(words));
  const exitCode = await slipwayLines(stage.controller, words, stage.tell.answered);
  if (exitCode !== 0) stage.tell.line(`exit code ${exitCode}`);
  const started = (await stage.api.ask(endpoints.rollouts.list, { query: { limit: 20 } })).items;
  const mine = started.find(({ planDigest }) => planDigest === digest);
  if (mine === undefined) throw new LabError('command-failed', 'the rollout did not start');
  return reportRollout(stage.api, mine.rolloutId);
}

async function proof(stage: Stage, reports: readonly RolloutReport[]): Promise<readonly OwnLook[]> {
  return stage.tell.step('Proof: what the hosts have shown, and what the lab sees itself', async () => {
    for (const { rolloutId } of reports) await typed(stage, ['report', rolloutId]);
    const looks = await Promise.all(reports.map((report) => lookAtVersions(stage.lab.hosts, report)));
    const looked = looks.reduce((sum, look) => sum + look.looked, 0);
    const different = looks.flatMap(({ differences }) => differences);
    stage.tell.line(`dpkg on the hosts themselves: ${looked - different.length} of ${looked} versions as planned`);
    for (const difference of different) stage.tell.line(difference);
    return looks;
  });
}

async function typed({ tell, controller }: Stage, words: readonly string[]): Promise<void> {
  tell.typed(commandLine(words));
  tell.answered((await slipwayOk(controller, words)).stdout);
}
