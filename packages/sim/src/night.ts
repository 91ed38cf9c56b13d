// One night: hosts are enrolled and watched, adopted, a patch set is cut in the first environment, planned, approved and
// rolled out there, and then in production, all by the product's own use cases.

import { type Actor, approve, enrol, requestCut, requestPlan, setMode, startRollout } from '@slipway/controller/app';
import { encodeUtf8 } from '@slipway/core/document';
import type { Digest, HostId } from '@slipway/core/ids';
import { explain, type Outcome } from '@slipway/core/reasons';
import type { Rollout } from '@slipway/core/rollout';
import { addSeconds, asInstant, type Instant } from '@slipway/core/time';
import { brokenLimits } from './checks/index.ts';
import { realCrypto, type SimulatedController, simulatedController } from './controller/index.ts';
import { buildFleet, type Fleet } from './fleet.ts';
import { nightPolicy } from './policy.ts';
import { randomFrom } from './random/index.ts';
import { virtualTime } from './time/index.ts';
import { simulatedArchive } from './world/index.ts';

export interface NightOptions {
  readonly seed: number;
  readonly hosts: number;
}

export interface NightResult {
  readonly seed: number;
  /** Empty: every safety rule held and every host ended. */
  readonly problems: readonly string[];
  /** SHA-256 over everything that happened, in order. */
  readonly traceDigest: Digest;
  readonly lines: number;
  readonly lastedMinutes: number;
  readonly phases: Readonly<Record<string, number>>;
  readonly kills: number;
  readonly lost: number;
}

const EVENING: Instant = asInstant('2026-03-10T20:00:00.000Z');
/** A night that has not ended by then has hung. */
const MORNING_SECONDS = 14 * 3600;
const ADMINISTRATOR: Actor = { person: 'night operator', roles: ['administrator'], teams: [] };

export const simulateNight = async (options: NightOptions, onLine?: (line: string) => void): Promise<NightResult> => {
  const time = virtualTime(EVENING);
  const random = randomFrom(options.seed);
  const trace: string[] = [];
  const say = (line: string): void => {
    trace.push(line);
    onLine?.(line);
  };
  const archive = simulatedArchive(realCrypto.sha256);
  const controller = await simulatedController({ time, random, archive, trace: say });
  const problems: string[] = [];
  const fleet = await buildFleet({
    time,
    random,
    archive,
    controller,
    count: options.hosts,
    trace: say,
    onService: () => judge(),
  });
  const judge = (): void => {
    for (const broken of brokenLimits(fleet.hosts, fleet.limits)) {
      problems.push(`${time.now()} ${broken}`);
      say(`${time.now()} BROKEN ${broken}`);
    }
  };
  const stop = new AbortController();
  controller.run(stop.signal);
  let finished = false;
  void wholeNight({ controller, fleet, archive, time, say }).then(
    () => {
      finished = true;
    },
    (error: unknown) => {
      problems.push(error instanceof Error ? error.message : String(error));
      finished = true;
    },
  );
  const ended = await time.runUntil(addSeconds(EVENING, MORNING_SECONDS), () => finished);
  stop.abort();
  if (!ended) problems.push('the night did not end by morning');
  const phases = await phasesOf(controller);
  for (const [phase, count] of Object.entries(phases)) {
    if (phase !== 'done' && count > 0) problems.push(`${count} hosts ended ${phase}`);
  }
  return {
    seed: options.seed,
    problems,
    traceDigest: realCrypto.sha256(encodeUtf8(trace.join('\n'))),
    lines: trace.length,
    lastedMinutes: Math.round(time.elapsedMs() / 60_000),
    phases,
    kills: trace.filter((line) => line.includes('executor killed')).length,
    lost: trace.filter((line) => line.includes('controller not reached')).length,
  };
};

interface Night {
  readonly controller: SimulatedController;
  readonly fleet: Fleet;
  readonly archive: ReturnType<typeof simulatedArchive>;
  readonly time: ReturnType<typeof virtualTime>;
  readonly say: (line: string) => void;
}

const wholeNight = async (night: Night): Promise<void> => {
  const { app } = night.controller;
  await app.ports.store.write(
    async ({ plans }) => await plans.savePolicy({ revision: 0, value: nightPolicy() }, 'simulator', night.time.now()),
  );
  for (const host of night.fleet.hosts) host.begin(must(await enrolHost(night, host.spec.hostname, host.spec.labels)));
  await until(night, 'every host to report', async () => await allReported(night));
  for (const hostId of await hostIds(night)) must(await setMode(app, ADMINISTRATOR, hostId, 'adopted'));
  await until(night, 'every host to be adopted', async () => await allAdopted(night));
  const cut = must(await requestCut(app, ADMINISTRATOR, { scope: 'security', hosts: null }));
  const patchSetDigest = await eventually(night, 'the cut', async () => {
    const request = await app.ports.store.read(async ({ patchSets }) => await patchSets.cutRequest(cut.cutId));
    if (request?.value.state === 'failed' && request.value.reason !== null)
      throw new Error(explain(request.value.reason));
    return request?.value.patchSetDigest ?? null;
  });
  for (const environment of ['dev', 'prod']) await rollOut(night, environment, patchSetDigest);
};

const enrolHost = async (
  night: Night,
  hostname: string,
  labels: Readonly<Record<string, string>>,
): Promise<Outcome<HostId>> => {
  const { app } = night.controller;
  const secret = app.ports.ids.secret();
  const now = night.time.now();
  await app.ports.store.write(
    async ({ access }) =>
      await access.addEnrolmentToken({
        tokenId: app.ports.ids.named('token'),
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
    certificateRequest: 'simulated',
  });
  return reply.ok ? { ok: true, value: reply.value.hostId } : reply;
};

const rollOut = async (night: Night, environment: string, patchSetDigest: Digest): Promise<void> => {
  const { app } = night.controller;
  const request = must(await requestPlan(app, ADMINISTRATOR, { environment, patchSetDigest, overrides: [] }));
  const planDigest = await eventually(night, `a plan for ${environment}`, async () => {
    const found = await app.ports.store.read(async ({ plans }) => await plans.planRequest(request.planRequestId));
    if (found?.value.state === 'empty' || found?.value.state === 'failed')
      throw new Error(`no plan for ${environment}: ${JSON.stringify(found.value)}`);
    return found?.value.planDigest ?? null;
  });
  must(await approve(app, ADMINISTRATOR, planDigest));
  const rollout = must(await startRollout(app, ADMINISTRATOR, planDigest));
  night.say(`${night.time.now()} rollout ${rollout.rolloutId} of ${environment} with ${rollout.hosts.length} hosts`);
  await until(night, `the rollout of ${environment}`, async () => (await rolloutOf(night, rollout))?.endedAt !== null);
  const ended = await rolloutOf(night, rollout);
  night.say(`${night.time.now()} rollout ${rollout.rolloutId} ${ended?.state}`);
};

const rolloutOf = async (night: Night, { rolloutId }: Rollout): Promise<Rollout | null> =>
  (await night.controller.app.ports.store.read(async ({ rollouts }) => await rollouts.rollout(rolloutId)))?.value ??
  null;

const hostIds = async (night: Night): Promise<readonly HostId[]> =>
  (
    await night.controller.app.ports.store.read(async ({ fleet }) => await fleet.hosts({ after: null, limit: 1000 }))
  ).items.map(({ hostId }) => hostId);

const allReported = async (night: Night): Promise<boolean> => {
  for (const hostId of await hostIds(night)) {
    const found = await night.controller.app.ports.store.read(async ({ fleet }) => await fleet.inventoryDigest(hostId));
    if (found === null) return false;
  }
  return true;
};

const allAdopted = async (night: Night): Promise<boolean> => {
  const page = await night.controller.app.ports.store.read(
    async ({ fleet }) => await fleet.hosts({ after: null, limit: 1000 }),
  );
  return page.items.every(({ reportedMode }) => reportedMode === 'adopted');
};

const phasesOf = async (controller: SimulatedController): Promise<Readonly<Record<string, number>>> => {
  const page = await controller.app.ports.store.read(
    async ({ rollouts }) => await rollouts.rollouts({ after: null, limit: 100 }),
  );
  const phases: Record<string, number> = {};
  for (const rollout of page.items) for (const { phase } of rollout.hosts) phases[phase] = (phases[phase] ?? 0) + 1;
  return phases;
};

/** Between two looks of the night's operator. */
const LOOK_MS = 5000;
/** Nothing that the operator waits for takes longer. */
const PATIENCE_MS = 10 * 3_600_000;

const eventually = async <T>(night: Night, what: string, look: () => Promise<T | null>): Promise<T> => {
  const deadlineMs = night.time.elapsedMs() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (night.time.elapsedMs() > deadlineMs) throw new Error(`waited in vain for ${what}`);
    await night.time.sleep(LOOK_MS);
  }
};

const until = async (night: Night, what: string, look: () => Promise<boolean>): Promise<void> => {
  await eventually(night, what, async () => ((await look()) ? true : null));
};

const must = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(explain(outcome.reason));
  return outcome.value;
};
