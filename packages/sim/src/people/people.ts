import {
  type Actor,
  type App,
  abort,
  approve,
  enrol,
  excuse,
  requestCut,
  requestPlan,
  setMode,
  startRollout,
} from '@slipway/controller/app';
import type { HostRecord, Page, PageRequest, PlanRequest } from '@slipway/controller/ports';
import { encodeUtf8 } from '@slipway/core/document';
import type { Digest, HostId, RolloutId } from '@slipway/core/ids';
import type { Policy } from '@slipway/core/policy';
import { explain, type Outcome } from '@slipway/core/reasons';
import type { Rollout } from '@slipway/core/rollout';
import { addSeconds } from '@slipway/core/time';
import { realCrypto } from '../controller/index.ts';
import type { VirtualTime } from '../time/index.ts';

export interface People {
  setPolicy(policy: Policy): Promise<void>;
  enrol(hostname: string, labels: Readonly<Record<string, string>>): Promise<HostId>;
  setMode(hostId: HostId, mode: 'adopted' | 'observed'): Promise<void>;
  hosts(): Promise<readonly HostRecord[]>;
  /** Every host has reported its inventory. */
  allReported(): Promise<void>;
  allAdopted(): Promise<void>;
  /** Of security updates, or of the packages that are named. */
  cut(packages?: readonly string[]): Promise<Digest>;
  plan(environment: string, patchSetDigest: Digest): Promise<PlanRequest>;
  /** Approves the plan and starts its rollout. */
  start(planDigest: Digest): Promise<Rollout>;
  /** The database is an older one: what is waited for may have gone, and what was said is not there. */
  restored(): void;
  /** Since the beginning, how often the database has become an older one. */
  restores(): number;
  abort(rolloutId: RolloutId): Promise<void>;
  excuse(rolloutId: RolloutId, hostId: HostId): Promise<void>;
  rollout(rolloutId: RolloutId): Promise<Rollout>;
  ended(rolloutId: RolloutId): Promise<Rollout>;
  /** Looks again and again until there is something to see. */
  eventually<T>(what: string, look: () => Promise<T | null>): Promise<T>;
}

export const ADMINISTRATOR: Actor = { person: 'night operator', roles: ['administrator'], teams: [] };

/** Between two looks of a person. */
const LOOK_MS = 5000;
/** Nothing that a person waits for takes longer. */
const PATIENCE_MS = 10 * 3_600_000;
/** Of one page. */
const HOSTS_MAX = 1000;

export const peopleAt = (app: App, time: VirtualTime): People => {
  const eventually: People['eventually'] = async (what, look) => {
    const deadlineMs = time.elapsedMs() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      if (time.elapsedMs() > deadlineMs) throw new Error(`waited in vain for ${what}`);
      await time.sleep(LOOK_MS);
    }
  };
  let restores = 0;
  const { store } = app.ports;
  const hosts = async (): Promise<readonly HostRecord[]> => {
    const found: HostRecord[] = [];
    let after: string | null = null;
    do {
      const request: PageRequest = { after, limit: HOSTS_MAX };
      const page: Page<HostRecord> = await store.read(async ({ fleet }) => await fleet.hosts(request));
      found.push(...page.items);
      after = page.next;
    } while (after !== null);
    return found;
  };
  const rollout = async (rolloutId: RolloutId): Promise<Rollout> => {
    const found = await store.read(async ({ rollouts }) => await rollouts.rollout(rolloutId));
    if (found === null) throw new Error(`there is no rollout ${rolloutId}`);
    return found.value;
  };
  return {
    setPolicy: async (policy) => await setPolicy(app, policy),
    enrol: async (hostname, labels) => must(await enrolHost(app, hostname, labels)),
    setMode: async (hostId, mode) => void must(await setMode(app, ADMINISTRATOR, hostId, mode)),
    hosts,
    allReported: async () =>
      void (await eventually('every host to report', async () =>
        (await allReported(app, await hosts())) ? true : null,
      )),
    allAdopted: async () =>
      void (await eventually('every host to be adopted', async () =>
        (await hosts()).every(({ reportedMode }) => reportedMode === 'adopted') ? true : null,
      )),
    cut: async (packages) => await cutNow(app, eventually, packages),
    plan: async (environment, patchSetDigest) => await planNow(app, eventually, environment, patchSetDigest),
    start: async (planDigest) => {
      must(await approve(app, ADMINISTRATOR, planDigest));
      return must(await startRollout(app, ADMINISTRATOR, planDigest));
    },
    restored: () => {
      restores += 1;
    },
    restores: () => restores,
    abort: async (rolloutId) => void must(await abort(app, ADMINISTRATOR, rolloutId)),
    excuse: async (rolloutId, hostId) =>
      void must(await excuse(app, ADMINISTRATOR, rolloutId, hostId, 'it is left for another night')),
    rollout,
    ended: async (rolloutId) =>
      await eventually(`the end of rollout ${rolloutId}`, async () => {
        const found = await rollout(rolloutId);
        return found.endedAt === null ? null : found;
      }),
    eventually,
  };
};

const setPolicy = async (app: App, policy: Policy): Promise<void> => {
  const { clock, store } = app.ports;
  await store.write(async ({ plans }) => {
    const revision = (await plans.policy())?.revision ?? 0;
    await plans.savePolicy({ revision, value: policy }, ADMINISTRATOR.person, clock.now());
  });
};

const enrolHost = async (
  app: App,
  hostname: string,
  labels: Readonly<Record<string, string>>,
): Promise<Outcome<HostId>> => {
  const { clock, ids, store } = app.ports;
  const secret = ids.secret();
  const now = clock.now();
  await store.write(
    async ({ access }) =>
      await access.addEnrolmentToken({
        tokenId: ids.named('token'),
        secretDigest: realCrypto.sha256(encodeUtf8(secret)),
        labels,
        createdBy: ADMINISTRATOR.person,
        createdAt: now,
        expiresAt: addSeconds(now, 3600),
        usesLeft: 1,
      }),
  );
  const reply = await enrol(app, {
    protocol: 1,
    token: secret,
    hostname,
    machineIdDigest: realCrypto.sha256(encodeUtf8(hostname)),
    agentVersion: '0.1.0',
    capabilities: [],
    certificateRequest: `simulated ${hostname}`,
  });
  return reply.ok ? { ok: true, value: reply.value.hostId } : reply;
};

const allReported = async (app: App, hosts: readonly HostRecord[]): Promise<boolean> => {
  for (const { hostId } of hosts) {
    const found = await app.ports.store.read(async ({ fleet }) => await fleet.inventoryDigest(hostId));
    if (found === null) return false;
  }
  return true;
};

const cutNow = async (
  app: App,
  eventually: People['eventually'],
  packages: readonly string[] | undefined,
): Promise<Digest> => {
  const wish =
    packages === undefined
      ? { scope: 'security' as const, hosts: null }
      : { scope: 'named' as const, named: { packages, advisories: [] }, hosts: null };
  const cut = must(await requestCut(app, ADMINISTRATOR, wish));
  return await eventually('the cut', async () => {
    const request = await app.ports.store.read(async ({ patchSets }) => await patchSets.cutRequest(cut.cutId));
    const why = request?.value.reason ?? null;
    if (request?.value.state === 'failed' && why !== null) throw new Error(explain(why));
    return request?.value.patchSetDigest ?? null;
  });
};

const planNow = async (
  app: App,
  eventually: People['eventually'],
  environment: string,
  patchSetDigest: Digest,
): Promise<PlanRequest> => {
  const wish = { environment, patchSetDigest, overrides: [] };
  const { planRequestId } = must(await requestPlan(app, ADMINISTRATOR, wish));
  return await eventually(`a plan for ${environment}`, async () => {
    const found = await app.ports.store.read(async ({ plans }) => await plans.planRequest(planRequestId));
    return found === null || found.value.state === 'gathering' ? null : found.value;
  });
};

const must = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(explain(outcome.reason));
  return outcome.value;
};
