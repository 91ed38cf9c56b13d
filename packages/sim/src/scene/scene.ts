import type { Feeds, OwnCauses, Probes } from '@slipway/controller/ports';
import type { HostId } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import type { Capability } from '@slipway/core/plan';
import type { Policy } from '@slipway/core/policy';
import type { Rollout } from '@slipway/core/rollout';
import { addSeconds, asInstant, type Instant } from '@slipway/core/time';
import { realCrypto, type SimulatedController, simulatedController } from '../controller/index.ts';
import { sleepsUntil } from '../dead-time/index.ts';
import { type PlacedHost, placeHost } from '../fleet/index.ts';
import { type Fate, type Happening, type HostSpec, KIND } from '../host/index.ts';
import { type People, peopleAt } from '../people/index.ts';
import { randomFrom } from '../random/index.ts';
import { type VirtualTime, virtualTime } from '../time/index.ts';
import { type Archive, NO_TROUBLE, simulatedArchive } from '../world/index.ts';
import { scenePolicy } from './policy.ts';

export interface SceneOptions {
  readonly seed?: number;
  /** Each with the packages of a scene, in its one environment. */
  readonly hostnames?: readonly string[];
  /** Instead of `hostnames`: hosts of one's own. */
  readonly specs?: readonly HostSpec[];
  /** The evening, unless said. */
  readonly beginsAt?: Instant;
  readonly needsReboot?: boolean;
  /** New keys of the controller before any host is enrolled. */
  readonly rotations?: number;
  readonly policy?: Policy;
  /** What systems outside say; nobody answers unless given. */
  readonly probes?: Probes;
  /** What vendors publish; nothing unless given. */
  readonly feeds?: Feeds;
  /** Rows of known causes that its people wrote. */
  readonly ownCauses?: OwnCauses;
  /** Its agents are of a version that could not do this yet. */
  readonly capabilitiesWithout?: Capability;
  /** Of every host; a scene that strikes has one host, or asks by name. */
  readonly fate?: Fate;
  /** Between check-ins of a host that nothing is near: long where a fleet is large. */
  readonly idleCheckInSeconds?: number;
  /** From a hint to the look that follows it, as `simulatedController` takes it: long where thousands report at once. */
  readonly hintMs?: number;
  /** At once when it happens, before any program can know of it. */
  readonly onHappening?: (host: PlacedHost, what: Happening) => void;
  /** Whenever a host goes away or comes back. */
  readonly onService?: () => void;
}

export interface Scene {
  readonly time: VirtualTime;
  readonly archive: Archive;
  readonly controller: SimulatedController;
  readonly people: People;
  readonly hosts: readonly PlacedHost[];
  /** The only one, or the first. */
  readonly host: PlacedHost;
  readonly trace: readonly string[];
  /** One more, which nobody has enrolled yet. */
  readonly add: (spec: HostSpec) => Promise<PlacedHost>;
  /** Another system with the first one's disk, as it is now. */
  readonly clone: (hostname: string) => Promise<PlacedHost>;
  /** From nothing to hosts that are adopted. */
  readonly open: () => Promise<void>;
  /** The same, under whatever policy holds. */
  readonly takeOn: () => Promise<void>;
  /** Cut, plan, approve, start; answers with the rollout as it ended. */
  readonly rollOut: () => Promise<Rollout>;
  readonly start: () => Promise<Rollout>;
  /** Runs the script while time passes; throws where it is not through by the next day. */
  readonly play: <T>(script: () => Promise<T>) => Promise<T>;
  /** Nobody does anything until then; dead time is passed over. */
  readonly passUntil: (instant: Instant) => Promise<void>;
  readonly close: () => void;
}

const EVENING = asInstant('2026-03-10T20:00:00.000Z');
const DAY_SECONDS = 24 * 3600;
/** What the hosts of a scene have, each with an update pending. */
export const PACKAGES = ['openssl', 'curl', 'nginx'] as const;
/** What they have besides, and nothing is pending for. */
export const BYSTANDER = 'adduser';
export const OLD = '1.0-1';
export const NEW = '1.0-1+deb12u1';

const filledArchive = (): Archive => {
  const archive = simulatedArchive(realCrypto.sha256);
  for (const name of PACKAGES) for (const version of [OLD, NEW]) archive.publish(name, version);
  return archive;
};

const wishesOf = ({ probes, feeds, ownCauses, idleCheckInSeconds, hintMs }: SceneOptions) => ({
  ...(probes === undefined ? {} : { probes }),
  ...(feeds === undefined ? {} : { feeds }),
  ...(ownCauses === undefined ? {} : { ownCauses }),
  ...(idleCheckInSeconds === undefined ? {} : { idleCheckInSeconds }),
  ...(hintMs === undefined ? {} : { hintMs }),
});

export const openScene = async (options: SceneOptions = {}): Promise<Scene> => {
  const time = virtualTime(options.beginsAt ?? EVENING);
  const random = randomFrom(options.seed ?? 1);
  const trace: string[] = [];
  const say = (line: string): void => void trace.push(line);
  const archive = filledArchive();
  const controller = await simulatedController({
    ...{ time, random, archive, trace: say },
    ...wishesOf(options),
  });
  for (let done = 0; done < (options.rotations ?? 0); done += 1) controller.signing.rotate();
  const people = peopleAt(controller.app, time);
  const hosts: PlacedHost[] = [];
  const specs = options.specs ?? (options.hostnames ?? ['app-1']).map((hostname) => specOf(hostname, options));
  const place = async (spec: HostSpec, from?: PlacedHost): Promise<PlacedHost> => {
    const placed: PlacedHost = await placeHost(spec, {
      time,
      random: random.fork(`host ${spec.hostname}`),
      archive,
      controller,
      troubles: NO_TROUBLE,
      fate: options.fate ?? KIND,
      trace: say,
      onService: () => options.onService?.(),
      onHappening: (_host, what) => options.onHappening?.(placed, what),
      ledger: (await from?.executor.ledger.read()) ?? [],
      ...(options.capabilitiesWithout === undefined ? {} : { capabilitiesWithout: options.capabilitiesWithout }),
    });
    hosts.push(placed);
    return placed;
  };
  for (const spec of specs) await place(spec);
  const [host] = hosts;
  if (host === undefined) throw new Error('a scene without a host');
  const stop = new AbortController();
  controller.run(stop.signal);
  const start = async (): Promise<Rollout> => {
    const request = await people.plan('dev', await people.cut());
    if (request.planDigest === null) throw new Error(`no plan: ${JSON.stringify(request.report ?? request.reason)}`);
    return await people.start(request.planDigest);
  };
  const takeOn = async (): Promise<void> => {
    for (const one of hosts) one.begin(await people.enrol(one.spec.hostname, one.spec.labels));
    await people.allReported();
    for (const one of hosts) await people.setMode(idOf(one), 'adopted');
    await people.allAdopted();
  };
  return {
    time,
    archive,
    controller,
    people,
    hosts,
    host,
    trace,
    add: async (spec) => await place(spec),
    clone: async (hostname) => await place(specOf(hostname, options), host),
    open: async () => {
      await people.setPolicy(options.policy ?? scenePolicy());
      await takeOn();
    },
    takeOn,
    start,
    rollOut: async () => await people.ended((await start()).rolloutId),
    play: async (script) => await play(time, script),
    passUntil: async (instant) => await passUntil(controller, time, instant),
    close: () => stop.abort(),
  };
};

export const idOf = (host: PlacedHost): HostId => {
  if (host.hostId === null) throw new Error(`${host.spec.hostname} is not enrolled`);
  return host.hostId;
};

/** What nobody here knows of is looked for so often: a scan at a time of day, a name that expires. */
const DEAD_SECONDS_MAX = 3600;
/** Every loop looks, and every host checks in. */
const AWAKE_SECONDS = 150;

const passUntil = async ({ app }: SimulatedController, time: VirtualTime, instant: Instant): Promise<void> => {
  while (time.now() < instant) {
    const policy = (await app.ports.store.read(async ({ plans }) => await plans.policy()))?.value ?? null;
    const wakesAt = policy === null ? null : await sleepsUntil(app, policy);
    const latest = [addSeconds(time.now(), DEAD_SECONDS_MAX), addSeconds(instant, -AWAKE_SECONDS)];
    if (wakesAt !== null) time.skipTo([wakesAt, ...latest].toSorted()[0] ?? wakesAt);
    const awakeUntil = addSeconds(time.now(), AWAKE_SECONDS);
    await time.runUntil(awakeUntil < instant ? awakeUntil : instant, () => false);
  }
};

const play = async <T>(time: VirtualTime, script: () => Promise<T>): Promise<T> => {
  let end: { readonly value: T } | { readonly error: unknown } | null = null;
  void script().then(
    (value) => {
      end = { value };
    },
    (error: unknown) => {
      end = { error };
    },
  );
  await time.runUntil(addSeconds(time.now(), DAY_SECONDS), () => end !== null);
  const ended = end as { readonly value: T } | { readonly error: unknown } | null;
  if (ended === null) throw new Error('the script was not through by the next day');
  if ('error' in ended) throw ended.error;
  return ended.value;
};

const specOf = (hostname: string, { needsReboot = true }: SceneOptions): HostSpec => ({
  hostname,
  labels: { environment: 'dev', service: 'app' },
  packages: scenePackages(),
  needsReboot,
});

/** All that the archive of a scene has, in the version before. */
export const scenePackages = (): readonly InstalledPackage[] =>
  [...PACKAGES, BYSTANDER].map(
    (name): InstalledPackage => ({
      name,
      architecture: 'amd64',
      version: OLD,
      sourceName: name,
      sourceVersion: OLD,
      state: 'installed',
      automatic: false,
      held: false,
    }),
  );
