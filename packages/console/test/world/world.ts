import { openListener } from '@slipway/controller/api';
import { type Actor, addAccount, approve, enrol, startRollout } from '@slipway/controller/app';
import type { OutOfBand, Role } from '@slipway/controller/ports';
import { asDigest } from '@slipway/core/ids';
import type { Policy } from '@slipway/core/policy';
import { explain } from '@slipway/core/reasons';
import { addSeconds, asInstant } from '@slipway/core/time';
import { NEW, openScene, type Scene, scenePackages } from '@slipway/sim/scene';
import { digestOfText } from '@slipway/testkit/builders';
import { selfSigned } from './certificate.ts';
import { builtFiles } from './files.ts';
import { fleetOf, patched, worldPolicy } from './fleet.ts';
import { publishAdvisories } from './knowledge.ts';

/** Of everybody here. */
export const PASSWORD = 'a long and quiet night';

/** A Tuesday, two hours before the window of production opens. */
const EVENING = asInstant('2026-03-10T19:00:00.000Z');
/** More hosts than that check in as seldom as large fleets do. */
const LARGE = 1000;
const LARGE_CHECK_IN_SECONDS = 300;
/** A look over thousands takes no virtual time: without a rest there would be one for each host that reports. */
const LARGE_HINT_MS = 1000;
const TICK_MS = 250;
const SECONDS_A_TICK = 1;
const ADMINISTRATOR: Actor = { person: 'setup', roles: ['administrator'], teams: [] };
const PEOPLE: readonly (readonly [string, readonly Role[], readonly string[]])[] = [
  ['vera', ['viewer'], []],
  ['olga', ['operator'], ['operations']],
  ['anton', ['approver'], ['operations']],
  ['ada', ['administrator'], []],
  ['mia', ['viewer'], []],
];

export interface World {
  readonly url: string;
  readonly scene: Scene;
  /** What was cut, and is in development already. */
  readonly patchSetDigest: string;
  /** The plan of it for production, that waits for a name. */
  readonly planDigest: string;
  /** Time goes by at once, as far as that. */
  readonly pass: (seconds: number) => Promise<void>;
  /** The same, with what nobody would do anything in passed over: a night of thousands of hosts. */
  readonly sleep: (seconds: number) => Promise<void>;
  /** Time stands still meanwhile: what the fleet does takes no part of how long an answer takes. */
  readonly still: (work: () => Promise<void>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Development is patched, production planned and not approved. */
export const openWorld = async (options: {
  readonly hosts: number;
  /** How many of them are of production; all unless said. */
  readonly production?: number;
  readonly built: string;
  readonly policy?: Policy;
  /** Updates of these that hosts see pending and no index lists: the cut leaves them out. */
  readonly withheld?: readonly string[];
  /** These have every target already. */
  readonly patched?: readonly string[];
  /** What reaches hosts that do not answer; nothing does unless given. */
  readonly outOfBand?: OutOfBand;
  /** `nothing`: nobody has enrolled a host or said what is to be done. */
  readonly before?: 'planned' | 'nothing';
}): Promise<World> => {
  const { hosts, policy = worldPolicy(), before = 'planned' } = options;
  const pace = hosts > LARGE ? { idleCheckInSeconds: LARGE_CHECK_IN_SECONDS, hintMs: LARGE_HINT_MS } : {};
  const specs = fleetOf(hosts, options.production).map((spec) =>
    options.patched?.includes(spec.hostname) === true ? patched(spec) : spec,
  );
  const scene = await openScene({ specs, beginsAt: EVENING, ...pace });
  for (const name of options.withheld ?? []) scene.archive.withhold(name, NEW);
  const { planDigest, patchSetDigest } =
    before === 'nothing' ? NOTHING : await scene.play(async () => await story(scene, policy));
  const credentials = await selfSigned();
  const { app } = scene.controller;
  for (const [name, roles, teams] of PEOPLE) {
    const added = await addAccount(app, ADMINISTRATOR, { name, roles, teams, password: PASSWORD });
    if (!added.ok) throw new Error(explain(added.reason));
  }
  const listener = await openListener({
    app: {
      ...app,
      ports: {
        ...app.ports,
        ...(options.outOfBand === undefined ? {} : { outOfBand: options.outOfBand }),
        authority: { ...app.ports.authority, certificatePem: async () => credentials.certificateChain },
      },
    },
    credentials,
    address: '127.0.0.1',
    port: 0,
    name: 'localhost',
    version: '0.1.0',
    console: await builtFiles(options.built),
  });
  if (!listener.ok) throw new Error(explain(listener.reason));
  const clock = ticking(scene);
  return {
    url: listener.value.url,
    scene,
    patchSetDigest,
    planDigest,
    pass: clock.pass,
    sleep: clock.sleep,
    still: clock.still,
    close: async () => {
      await clock.stop();
      scene.close();
      await listener.value.close(500);
    },
  };
};

type Made = Pick<World, 'patchSetDigest' | 'planDigest'>;
const NOTHING: Made = { patchSetDigest: '', planDigest: '' };

const story = async ({ people, takeOn, controller }: Scene, policy: Policy): Promise<Made> => {
  await people.setPolicy(policy);
  await publishAdvisories(controller.app);
  await takeOn();
  const patchSet = await people.cut();
  const dev = await people.plan('dev', patchSet);
  if (dev.planDigest === null) throw new Error(`no plan for dev: ${JSON.stringify(dev.report)}`);
  await people.ended((await people.start(dev.planDigest)).rolloutId);
  const prod = await people.plan('prod', patchSet);
  if (prod.planDigest === null) throw new Error(`no plan for prod: ${JSON.stringify(prod.report)}`);
  return { patchSetDigest: patchSet, planDigest: prod.planDigest };
};

/** By an operator; the approver's name stands already. */
export const startOf = async ({ scene, planDigest }: World): Promise<string> => {
  const started = await startRollout(scene.controller.app, ADMINISTRATOR, asDigest(planDigest));
  if (!started.ok) throw new Error(explain(started.reason));
  return started.value.rolloutId;
};

/** With the name of somebody of operations. */
export const approveProduction = async ({ scene, planDigest }: World): Promise<void> => {
  const approver: Actor = { person: 'anton', roles: ['approver'], teams: ['operations'] };
  const approved = await approve(scene.controller.app, approver, asDigest(planDigest));
  if (!approved.ok) throw new Error(explain(approved.reason));
};

/** A host is there, and its agent enrols it with the token of an enrolment line. */
export const enrolWith = async ({ scene }: World, hostname: string, token: string): Promise<void> => {
  const host = await scene.add({ hostname, labels: {}, packages: scenePackages(), needsReboot: false });
  const enrolled = await enrol(scene.controller.app, {
    protocol: 1,
    token,
    hostname,
    machineIdDigest: digestOfText(hostname),
    agentVersion: '0.1.0',
    capabilities: [],
    certificateRequest: `simulated ${hostname}`,
  });
  if (!enrolled.ok) throw new Error(explain(enrolled.reason));
  host.begin(enrolled.value.hostId);
};

/** The new nginx does not come up on this host. */
export const spoil = ({ scene }: World, hostname: string): void => {
  const host = scene.hosts.find(({ spec }) => spec.hostname === hostname);
  if (host === undefined) throw new Error(`no host ${hostname}`);
  host.condition.badVersions.add(`nginx ${NEW}`);
};

/** One turn after the other: virtual time has one caller. */
const ticking = ({ time, passUntil }: Scene) => {
  let last: Promise<unknown> = Promise.resolve();
  const then = async (go: () => Promise<unknown>): Promise<void> => {
    const turn = last.then(go);
    last = turn.catch(() => {
      // Whoever asked for it is told; the next one has its turn all the same.
    });
    await turn;
  };
  const pass = async (seconds: number): Promise<void> =>
    await then(async () => await time.runUntil(addSeconds(time.now(), seconds), () => false));
  const timer = setInterval(() => void pass(SECONDS_A_TICK), TICK_MS);
  return {
    pass,
    sleep: async (seconds: number) => await then(async () => await passUntil(addSeconds(time.now(), seconds))),
    still: then,
    stop: async () => {
      clearInterval(timer);
      await last;
    },
  };
};
