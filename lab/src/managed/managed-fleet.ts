import type { HostId } from '@slipway/core/ids';
import type { Policy } from '@slipway/core/policy';
import { bringUp, type FleetSpec, hostNamed, type Lab, tearDown } from '../fleet/index.ts';
import type { LabHost } from '../host/index.ts';
import { LabError } from '../lab-error.ts';
import {
  type Api,
  agentPackage,
  applyPolicy,
  type CheckInPace,
  type Controller,
  controllerDirectory,
  demoPolicy,
  enrolHost,
  openApi,
  setModes,
  slipwayOk,
  startController,
  untilReported,
} from '../product/index.ts';
import { repositoryKeyring } from '../repository/index.ts';
import type { LabSettings } from '../settings.ts';

/** Hosts, and the controller that knows them. */
export interface ManagedFleet {
  readonly lab: Lab;
  readonly controller: Controller;
  readonly api: Api;
  /** Host id by the host's name. */
  readonly hostIds: ReadonlyMap<string, HostId>;
}

/** A controller on the lab's bridge, trusting the lab's repository besides Debian's. */
export async function startLabController(lab: Lab, checkIn: CheckInPace = 'quick'): Promise<Controller> {
  return startController({
    directory: controllerDirectory(lab.settings),
    address: lab.network.machineAddress,
    keyrings: [repositoryKeyring(lab.repository)],
    checkIn,
  });
}

/** Installs the agent on every host and enrols it. Answers the ids by name. */
export async function enrolFleet(
  controller: Controller,
  hosts: readonly LabHost[],
  agentPath: string,
): Promise<ReadonlyMap<string, HostId>> {
  const enrolled = await Promise.all(
    hosts.map(async (host) => [host.name, (await enrolHost(controller, host, agentPath)).hostId] as const),
  );
  return new Map(enrolled);
}

/** From nothing to a fleet that is known, and adopted unless `mode` says otherwise. */
export async function bringUpManaged(wish: {
  readonly settings: LabSettings;
  readonly fleet: FleetSpec;
  readonly report: (line: string) => void;
  /** The demo's unless said; a file is applied as a person would. */
  readonly policy?: Policy | { readonly file: string };
  readonly mode?: 'adopted' | 'observed';
  readonly checkIn?: CheckInPace;
}): Promise<ManagedFleet> {
  const { settings, fleet, report, mode = 'adopted' } = wish;
  // Both to their end: whoever clears away after the failure of one would meet the other at work.
  const [made, built] = await Promise.allSettled([
    bringUp(settings, fleet, report),
    agentPackage(settings, report, fleet.family),
  ]);
  if (made.status === 'rejected') throw made.reason;
  if (built.status === 'rejected') throw built.reason;
  const { lab } = made.value;
  const controller = await startLabController(lab, wish.checkIn);
  const api = await openApi(controller);
  const { policy = demoPolicy({ soakSeconds: 2 }) } = wish;
  if ('file' in policy) await slipwayOk(controller, ['policy', 'apply', policy.file, '--yes']);
  else await applyPolicy(api, policy);
  const hostIds = await enrolFleet(controller, lab.hosts, built.value.path);
  const hosts = await untilReported(api, lab.hosts.length);
  if (mode === 'adopted') await setModes(api, hosts, 'adopted');
  report(`${hosts.length} hosts enrolled, ${mode}`);
  return { lab, controller, api, hostIds };
}

/** As {@link bringUpManaged} for `work`, and everything removed afterwards, whatever happened. */
export async function onManagedFleet(
  wish: Parameters<typeof bringUpManaged>[0],
  work: (fleet: ManagedFleet) => Promise<void>,
): Promise<void> {
  await tearDown(wish.settings);
  try {
    const fleet = await bringUpManaged(wish);
    try {
      await work(fleet);
    } finally {
      fleet.api.close();
    }
  } finally {
    await tearDown(wish.settings);
  }
}

export function labHost({ lab }: ManagedFleet, name: string): LabHost {
  return hostNamed(lab, name);
}

export function hostId({ hostIds }: ManagedFleet, name: string): HostId {
  const id = hostIds.get(name);
  if (id === undefined) throw new LabError('unknown-host', `${name} was not enrolled`);
  return id;
}
