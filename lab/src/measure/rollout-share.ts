import { endpoints } from '@slipway/protocol/api';
import { judge, type RolloutShare, rolloutShare, tellingTo, tellStory } from '../demo/index.ts';
import { hostNamed, type Lab, runHook } from '../fleet/index.ts';
import { aptGet, type LabHost } from '../host/index.ts';
import { LabError } from '../lab-error.ts';
import type { Api } from '../product/index.ts';
import {
  approvePlan,
  cutPatchSet,
  hostNamedIn,
  makePlan,
  reportRollout,
  startRollout,
  untilPending,
  untilRollout,
} from '../product/index.ts';
import { demoAppVersions, publish } from '../repository/index.ts';
import type { LabSettings } from '../settings.ts';

export interface MeasuredRollouts {
  /** The demo's rollout of prod: twenty real security updates on each of four hosts. */
  readonly real: RolloutShare;
  /** One small made update on the same four hosts, where hosts have least to do and everything else weighs most. */
  readonly made: RolloutShare;
  /** Another such update on them by a script: the same hooks in the same order, apt-get, and nothing else. */
  readonly scriptMs: number;
}

const GROUPS: readonly (readonly string[])[] = [
  ['lb1', 'app1'],
  ['lb2', 'app2'],
];

/** Tells the demo's story first; what it does not keep is an error. */
export async function measureRolloutShare(
  settings: LabSettings,
  report: (line: string) => void,
): Promise<MeasuredRollouts> {
  const { stage, ...result } = await tellStory(settings, tellingTo(report));
  const problems = judge(result);
  if (problems.length > 0 || result.share === null) throw new LabError('not-settled', problems.join('; '));
  const scriptMs = await byScript(stage.lab);
  const made = await bySlipway(stage.lab, stage.api);
  stage.api.close();
  return { real: result.share, made, scriptMs };
}

async function byScript(lab: Lab): Promise<number> {
  await publish(lab.repository, [demoAppVersions.installed, demoAppVersions.good]);
  const startedAt = performance.now();
  for (const names of GROUPS) await Promise.all(names.map((name) => patchByScript(hostNamed(lab, name))));
  return performance.now() - startedAt;
}

async function patchByScript(host: LabHost): Promise<void> {
  for (const hook of ['ask-cluster', 'drain']) await mustSayYes(host, hook);
  await aptGet(host, ['update']);
  await aptGet(host, ['install', '-y', '--only-upgrade', 'slipway-demo-app']);
  for (const hook of ['settle', 'undrain', 'confirm']) await mustSayYes(host, hook);
}

async function mustSayYes(host: LabHost, hook: string): Promise<void> {
  const { answer, evidence } = await runHook(host, hook);
  if (answer !== 'yes') throw new LabError('not-settled', `${host.name}: ${hook}: ${answer}: ${evidence}`);
}

async function bySlipway(lab: Lab, api: Api): Promise<RolloutShare> {
  await publish(lab.repository, [demoAppVersions.good, demoAppVersions.conffile]);
  const update = { name: 'slipway-demo-app', to: demoAppVersions.conffile };
  for (const { name } of lab.hosts) await untilPending(api, (await hostNamedIn(api, name)).hostId, update);
  const digest = await makePlan(api, 'prod', await cutPatchSet(api, { scope: 'security' }));
  await approvePlan(api, digest);
  const rolloutId = await startRollout(api, digest);
  await untilRollout(api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
  const { header } = await api.ask(endpoints.plans.show, { params: { digest } });
  const soaks = header.waves.map(({ gates }) => gates.soakSeconds);
  const share = rolloutShare(await reportRollout(api, rolloutId), soaks);
  if (share === null) throw new LabError('not-settled', 'the rollout did not end');
  return share;
}
