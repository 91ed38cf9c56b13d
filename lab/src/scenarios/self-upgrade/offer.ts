import { endpoints } from '@slipway/protocol/api';
import { execOk, type LabHost } from '../../host/index.ts';
import { hostId, type ManagedFleet } from '../../managed/index.ts';
import { cutPatchSet, hostNamedIn, startRollout, untilPending } from '../../product/index.ts';
import { type DemoAppVersion, publish } from '../../repository/index.ts';
import { until } from '../../until.ts';
import { planned } from '../made-update.ts';
import { claim } from '../scenario.ts';

const CONTACT_TIMEOUT_MS = 60_000;
const QUESTION_TIMEOUT_MS = 30_000;

export const AGENT = 'slipway-agent';

/** One version of the agent and of the made service beside it: what stands, or what it goes to. */
export interface Pair {
  readonly agent: { readonly version: string; readonly path: string };
  readonly app: DemoAppVersion;
}

/** Both in one rollout of `dev`, begun; what is replaced lies in the repository, too, for the way back. Answers its id. */
export async function rollOutPair(fleet: ManagedFleet, from: Pair, to: Pair): Promise<string> {
  const { api, lab } = fleet;
  const [host] = lab.hosts;
  if (host === undefined) throw new Error('the fleet has no host');
  await publish(lab.repository, [from.app, to.app], [from.agent.path, to.agent.path]);
  await untilPending(api, hostId(fleet, host.name), { name: AGENT, to: inRepository(lab.repository.family, to) });
  const plan = await planned(fleet, 'dev', await cutPatchSet(api, { scope: 'security' }));
  const { items } = await api.ask(endpoints.plans.hostPlans, { params: { digest: plan } });
  const names = items.flatMap(({ transaction }) => transaction.map(({ name }) => name)).join();
  claim(names === `${AGENT},slipway-demo-app`, `the agent is planned beside the service, and nothing else: ${names}`);
  return startRollout(api, plan);
}

/** Only the reporter's own word counts, and only one that came after the end. */
export async function untilCheckedInAs(fleet: ManagedFleet, host: LabHost, version: string): Promise<void> {
  await until(
    `${host.name} checks in with ${version}`,
    async () => ((await hostNamedIn(fleet.api, host.name)).agentVersion === version ? true : null),
    { timeoutMs: CONTACT_TIMEOUT_MS },
  );
}

/** Of the file on the disk. */
export async function installedAgent(host: LabHost): Promise<string> {
  const said = await execOk(host, [AGENT, 'version'], { timeoutMs: QUESTION_TIMEOUT_MS });
  return /^slipway-agent (\S+)$/m.exec(said)?.[1] ?? said;
}

function inRepository(family: 'deb' | 'rpm', { agent }: Pair): string {
  return family === 'deb' ? agent.version : `${agent.version}-1`;
}
