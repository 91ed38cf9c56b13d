import {
  type Actor,
  approve,
  liftQuarantine,
  listQuarantines,
  makeRollback,
  startRollout,
} from '@slipway/controller/app';
import type { PlanRequest } from '@slipway/controller/ports';
import type { Digest } from '@slipway/core/ids';
import type { HostPlan, PlanHeader } from '@slipway/core/plan';
import type { Policy } from '@slipway/core/policy';
import { explain, type Outcome } from '@slipway/core/reasons';
import type { Rollout } from '@slipway/core/rollout';
import { addSeconds, asInstant } from '@slipway/core/time';
import { brokenLimits } from '../checks/index.ts';
import { realCrypto, type SimulatedController, simulatedController } from '../controller/index.ts';
import { buildFleet, type Fleet } from '../fleet/index.ts';
import { ADMINISTRATOR, type People, peopleAt } from '../people/index.ts';
import { nightPolicy } from '../policy.ts';
import { randomFrom } from '../random/index.ts';
import { virtualTime } from '../time/index.ts';
import { simulatedArchive } from '../world/index.ts';

interface RollbackStory {
  /** Empty: every safety rule held and every host ended. */
  readonly problems: readonly string[];
  /** `name version`, by host name: what was there before the rollout, and after it was taken back. */
  readonly before: Packages;
  readonly after: Packages;
  /** Versions that the rollout brought. */
  readonly brought: readonly string[];
  /** Hosts of each wave. */
  readonly orderForth: readonly (readonly string[])[];
  readonly orderBack: readonly (readonly string[])[];
  readonly removals: readonly string[];
  /** What who asked for the rollback hears when it approves it; `null`: that it may. */
  readonly requesterApproves: string | null;
  /** Versions out of `brought` that a plan of the next cut has, and once the quarantines were lifted. */
  readonly plannedAgain: readonly string[];
  readonly plannedAfterLift: readonly string[];
  readonly takenBackTwice: string | null;
}

type Packages = Readonly<Record<string, readonly string[]>>;

const EVENING = asInstant('2026-03-10T20:00:00.000Z');
/** Two rollouts and three plannings over virtual time; later it has hung. */
const END_SECONDS = 24 * 3600;
const APPROVER: Actor = { person: 'colleague', roles: ['approver'], teams: ['operations'] };

export const simulateRollback = async (options: {
  readonly seed: number;
  readonly hosts: number;
}): Promise<RollbackStory> => {
  const time = virtualTime(EVENING);
  const random = randomFrom(options.seed);
  const archive = simulatedArchive(realCrypto.sha256);
  const quiet = (): void => undefined;
  const controller = await simulatedController({ time, random, archive, trace: quiet });
  const problems: string[] = [];
  const judge = (): void => {
    for (const broken of brokenLimits(fleet.hosts, fleet.limits)) problems.push(`${time.now()} ${broken}`);
  };
  const made = { time, random, archive, controller, count: options.hosts, trace: quiet, onService: () => judge() };
  const fleet: Fleet = await buildFleet(made);
  const stop = new AbortController();
  controller.run(stop.signal);
  let story: Omit<RollbackStory, 'problems'> | null = null;
  const told = tell({ controller, fleet, people: peopleAt(controller.app, time) }).then(
    (value) => {
      story = value;
    },
    (error: unknown) => {
      problems.push(error instanceof Error ? error.message : String(error));
      story = NOTHING;
    },
  );
  const ended = await time.runUntil(addSeconds(EVENING, END_SECONDS), () => story !== null);
  stop.abort();
  if (!ended) return { ...NOTHING, problems: [...problems, 'the story did not end'] };
  await told;
  return { ...(story ?? NOTHING), problems };
};

const NOTHING: Omit<RollbackStory, 'problems'> = {
  ...{ before: {}, after: {}, brought: [], orderForth: [], orderBack: [], removals: [] },
  ...{ requesterApproves: null, plannedAgain: [], plannedAfterLift: [], takenBackTwice: null },
};

interface World {
  readonly controller: SimulatedController;
  readonly fleet: Fleet;
  readonly people: People;
}

const tell = async (world: World): Promise<Omit<RollbackStory, 'problems'>> => {
  const { fleet, people, controller } = world;
  const { app } = controller;
  await people.setPolicy(approvedByColleagues(nightPolicy()));
  for (const host of fleet.hosts) host.begin(await people.enrol(host.spec.hostname, host.spec.labels));
  await people.allReported();
  for (const { hostId } of await people.hosts()) await people.setMode(hostId, 'adopted');
  await people.allAdopted();
  const cut = await people.cut();
  const dev = await people.plan('dev', cut);
  if (dev.planDigest !== null) await people.ended((await people.start(dev.planDigest)).rolloutId);
  const before = packagesOf(fleet);
  const forth = await carryOut(world, await people.plan('prod', cut));

  const asked = must(
    await makeRollback(app, ADMINISTRATOR, { rolloutId: forth.rollout.rolloutId, hosts: null, why: 'pages fail' }),
  );
  const planned = await planOf(world, asked);
  const own = planned.planDigest === null ? null : await approve(app, ADMINISTRATOR, planned.planDigest);
  const back = await carryOut(world, planned);
  const after = packagesOf(fleet);

  const brought = forth.hostPlans.flatMap(({ transaction }) => transaction.map(({ name, to }) => `${name} ${to}`));
  const again = await plannedVersions(world, await people.plan('prod', await people.cut()));
  const { items } = await listQuarantines(app, { after: null, limit: 100 });
  for (const { quarantineId } of items) must(await liftQuarantine(app, ADMINISTRATOR, { quarantineId, why: 'mended' }));
  const lifted = await plannedVersions(world, await people.plan('prod', await people.cut()));
  const twice = await makeRollback(app, ADMINISTRATOR, {
    rolloutId: forth.rollout.rolloutId,
    hosts: null,
    why: 'once more',
  });
  return {
    ...{ before, after, brought, orderForth: wavesOf(forth.header), orderBack: wavesOf(back.header) },
    removals: back.header.bounds.changes.removals,
    requesterApproves: own === null || own.ok ? null : own.reason.code,
    plannedAgain: again.filter((version) => brought.includes(version)),
    plannedAfterLift: lifted.filter((version) => brought.includes(version)),
    takenBackTwice: twice.ok ? null : twice.reason.code,
  };
};

const approvedByColleagues = (policy: Policy): Policy => ({
  ...policy,
  environments: policy.environments.map((one) =>
    one.name === 'prod' ? { ...one, approval: { rule: 'team', team: 'operations', count: 1 } } : one,
  ),
});

interface CarriedOut {
  readonly rollout: Rollout;
  readonly header: PlanHeader;
  readonly hostPlans: readonly HostPlan[];
}

const carryOut = async ({ controller: { app }, people }: World, request: PlanRequest): Promise<CarriedOut> => {
  const digest = request.planDigest;
  if (digest === null) throw new Error(`no plan: ${JSON.stringify(request.report ?? request.reason)}`);
  must(await approve(app, APPROVER, digest, removalsOf(await headerOf(app, digest))));
  const { rolloutId } = must(await startRollout(app, ADMINISTRATOR, digest));
  const rollout = await people.ended(rolloutId);
  const strays = rollout.hosts.filter(({ phase }) => phase !== 'done');
  if (strays.length > 0) throw new Error(`not done: ${JSON.stringify(strays)}`);
  // The inventories of the hosts that were changed last come in with their next check-in.
  const hostPlans = await app.ports.store.read(async ({ plans }) => await plans.hostPlans(digest));
  await people.eventually('what the hosts have now', async () => ((await areTold(app, hostPlans)) ? true : null));
  return { rollout, header: await headerOf(app, digest), hostPlans };
};

const areTold = async ({ ports }: World['controller']['app'], hostPlans: readonly HostPlan[]): Promise<boolean> =>
  await ports.store.read(async ({ fleet }) => {
    for (const { hostId, transaction } of hostPlans) {
      const packages = (await fleet.inventory(hostId))?.inventory.packages ?? [];
      const isThere = ({ name, to }: HostPlan['transaction'][number]): boolean =>
        (packages.find((one) => one.name === name)?.version ?? null) === to;
      if (!transaction.every(isThere)) return false;
    }
    return true;
  });

const headerOf = async ({ ports }: World['controller']['app'], digest: Digest): Promise<PlanHeader> => {
  const plan = await ports.store.read(async ({ plans }) => await plans.plan(digest));
  if (plan === null) throw new Error(`there is no plan ${digest}`);
  return plan.header;
};

const removalsOf = ({ bounds }: PlanHeader): readonly string[] => bounds.changes.removals;

const planOf = async ({ controller: { app }, people }: World, { planRequestId }: PlanRequest): Promise<PlanRequest> =>
  await people.eventually('the plan of the rollback', async () => {
    const found = await app.ports.store.read(async ({ plans }) => await plans.planRequest(planRequestId));
    return found === null || found.value.state === 'gathering' ? null : found.value;
  });

const plannedVersions = async (
  { controller: { app } }: World,
  { planDigest }: PlanRequest,
): Promise<readonly string[]> => {
  if (planDigest === null) return [];
  const hostPlans = await app.ports.store.read(async ({ plans }) => await plans.hostPlans(planDigest));
  return hostPlans.flatMap(({ transaction }) => transaction.map(({ name, to }) => `${name} ${to}`));
};

const wavesOf = ({ waves }: PlanHeader): readonly (readonly string[])[] => waves.map(({ hosts }) => hosts);

const packagesOf = ({ hosts }: Fleet): Packages =>
  Object.fromEntries(
    hosts.map(({ spec, packages }) => [
      spec.hostname,
      packages
        .installed()
        .map(({ name, version, automatic }) => `${name} ${version}${automatic ? ' automatic' : ''}`)
        .sort(),
    ]),
  );

const must = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(explain(outcome.reason));
  return outcome.value;
};
