import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BaseRoot, demoBase, ensureBase, type PackageFamily, rpmBase, servicesLayer } from '../base/index.ts';
import { arrangeEight, eightSetup } from '../eight/index.ts';
import { byCodePoint } from '../files.ts';
import {
  aptGet,
  createHost,
  dnf,
  type HostFile,
  hostState,
  type LabHost,
  startHost,
  waitUntilRunning,
} from '../host/index.ts';
import { ensureImage, type Image } from '../image/index.ts';
import { archiveFiles, hostResolver, lend } from '../machine/index.ts';
import { bringUpNetwork, type LabNetwork } from '../network/index.ts';
import { demoAppVersions, type LabRepository, makeRepository, repositorySource } from '../repository/index.ts';
import { type ServiceLayout, serviceSetup } from '../service/index.ts';
import type { LabSettings } from '../settings.ts';
import { markOurs, occupy, writeDocument } from '../state/index.ts';
import { attachLab, hostsDirectory, type Lab, type LabDocument, labDocument, machineNameOf } from './lab.ts';
import { handAddressTo } from './service.ts';
import { type FleetSpec, layoutOf } from './spec.ts';
import { clearAway } from './tear-down.ts';

export interface BroughtUp {
  readonly lab: Lab;
  /** `found`: it was up already and nothing was done. */
  readonly how: 'found' | 'made';
  readonly baseMs: number;
  readonly bootMs: number;
  readonly totalMs: number;
}

/** Eight hosts boot in ten seconds on two idle cores; beside other work it can be a multiple. */
const BOOT_TIMEOUT_MS = 180_000;
/** Under plain emulation half a minute alone, and several times that beside seven others. */
const MACHINE_BOOT_TIMEOUT_MS = 1_200_000;
const SETTLE_TIMEOUT_MS = 60_000;

/** Brings the fleet up. One that stands is left as it is; ruins of a killed run are cleared away first. */
export async function bringUp(
  settings: LabSettings,
  fleet: FleetSpec,
  report: (line: string) => void,
): Promise<BroughtUp> {
  return occupy(join(settings.stateDirectory, `occupied-${settings.name}.json`), async () => {
    const startedAt = performance.now();
    const found = await attachLab(settings);
    if (found !== null && isWhole(found, fleet)) return { lab: found, how: 'found', baseMs: 0, bootMs: 0, totalMs: 0 };
    await clearAway(settings);
    const made = await make(settings, fleet, report);
    return { ...made, how: 'made', totalMs: Math.round(performance.now() - startedAt) };
  });
}

function isWhole(lab: Lab, fleet: FleetSpec): boolean {
  const wanted = fleet.hosts.map(({ name }) => name).sort(byCodePoint);
  const up = lab.hosts.filter((host) => hostState(host) === 'up').map(({ name }) => name);
  return wanted.join() === up.sort(byCodePoint).join();
}

async function make(
  settings: LabSettings,
  fleet: FleetSpec,
  report: (line: string) => void,
): Promise<Pick<BroughtUp, 'lab' | 'baseMs' | 'bootMs'>> {
  const { family = 'deb', service = 'demo' } = fleet;
  const debian = service === 'eight' ? servicesLayer : demoBase;
  const base = await ensureBase(settings, family === 'deb' ? debian : rpmBase, report);
  const machines = fleet.hosts.some(({ carrier }) => carrier === 'virtual-machine');
  const image = machines ? await ensureImage(settings, report) : null;
  await mkdir(settings.directory, { recursive: true });
  await markOurs(settings.directory, 'lab', settings.name);
  await lend(settings);
  const network = await bringUpNetwork(settings);
  const repository = await makeRepository(join(settings.directory, 'repository'), {
    address: network.machineAddress,
    family,
  });
  const layout = layoutOf(fleet, network.subnetPrefix);
  report(`making ${fleet.hosts.length} hosts on ${network.subnetPrefix}.0/24`);
  const hosts = await makeHosts({ settings, fleet, base, image, network, repository, layout });

  const bootStartedAt = performance.now();
  await Promise.all(hosts.map((host) => startHost(host, network.bridge)));
  const timeoutMs = machines ? MACHINE_BOOT_TIMEOUT_MS : BOOT_TIMEOUT_MS;
  await Promise.all(hosts.map((host) => waitUntilRunning(host, { timeoutMs })));
  const bootMs = Math.round(performance.now() - bootStartedAt);
  report(`${hosts.length} hosts booted in ${(bootMs / 1000).toFixed(1)} s`);

  await Promise.all(hosts.map(INSTALL_DEMO_APP[family]));
  const document: LabDocument = { network, repository, virtualAddress: layout.virtualAddress };
  const lab: Lab = { settings, ...document, hosts };
  if (service === 'eight') {
    report('joining its queue and its database');
    await arrangeEight(hosts, layout);
  }
  const first = hosts.find(({ labels }) => labels['part'] === 'lb');
  if (service === 'demo' && first !== undefined) await handAddressTo(lab, first, { timeoutMs: SETTLE_TIMEOUT_MS });
  // Last: attachLab takes a lab with this document for whole.
  await writeDocument(labDocument(settings), document);
  return { lab, baseMs: base.builtInMs, bootMs };
}

async function makeHosts(made: {
  readonly settings: LabSettings;
  readonly fleet: FleetSpec;
  readonly base: BaseRoot;
  /** Of its virtual machines; null where it has none. */
  readonly image: Image | null;
  readonly network: LabNetwork;
  readonly repository: LabRepository;
  readonly layout: ServiceLayout;
}): Promise<readonly LabHost[]> {
  const { settings, fleet, base, image, network, repository, layout } = made;
  const resolver = await hostResolver();
  const real = fleet.archives === 'made' ? [] : await archiveFiles(demoBase.release, 'with security');
  const packageFiles = [...real, ...(await repositorySource(repository))];
  const names = fleet.hosts.map(({ name, octet }) => `${network.subnetPrefix}.${octet} ${name}\n`).join('');
  const shared: readonly HostFile[] = [
    ...packageFiles,
    { path: '/etc/hosts', content: `127.0.0.1 localhost\n${names}` },
  ];
  return Promise.all(
    fleet.hosts.map(async ({ name, octet, part, environment, group, carrier }) => {
      const host: LabHost = {
        name,
        machineName: machineNameOf(settings, name),
        address: `${network.subnetPrefix}.${octet}`,
        directory: join(hostsDirectory(settings), name),
        ...(carrier === undefined ? { baseRoot: base.root } : { baseRoot: image?.path ?? base.root, carrier }),
        labels: { environment, part, ...(group === null ? {} : { group }) },
      };
      const setup = fleet.service === 'eight' ? eightSetup : serviceSetup;
      const service = await setup(part, host, layout);
      await createHost(host, {
        files: [...shared, ...service.files],
        enabledUnits: service.enabledUnits,
        network: { gateway: network.machineAddress, mtu: network.mtu, resolver },
      });
      return host;
    }),
  );
}

const INSTALL_DEMO_APP: Readonly<Record<PackageFamily, (host: LabHost) => Promise<void>>> = {
  deb: installWithApt,
  rpm: async (host) => await dnf(host, ['install', `slipway-demo-app-${demoAppVersions.installed}`]),
};

async function installWithApt(host: LabHost): Promise<void> {
  // Only the lab's own repository is read: the real archive's lists are the agent's business.
  const only = [
    '-o',
    'Dir::Etc::SourceList=/etc/apt/sources.list.d/slipway-lab.sources',
    '-o',
    'Dir::Etc::SourceParts=-',
  ];
  await aptGet(host, ['update', ...only]);
  await aptGet(host, ['install', '-y', '--no-install-recommends', `slipway-demo-app=${demoAppVersions.installed}`]);
}
