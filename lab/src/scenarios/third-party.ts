import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { endpoints, type HostDetail } from '@slipway/protocol/api';
import { smallFleet } from '../fleet/index.ts';
import { execOk, installPackage, type LabHost, writeFileIn } from '../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import { plainPolicy, slipwayOk } from '../product/index.ts';
import { buildPackage, demoAppVersions, publish } from '../repository/index.ts';
import { until } from '../until.ts';
import { claim, type Scenario } from './scenario.ts';

const QUESTION_TIMEOUT_MS = 60_000;
/** Reading Debian's indexes beside a package build on two cores. */
const TOLD_TIMEOUT_MS = 180_000;
const TOOL = '/usr/local/bin/lab-tool';
const DAEMON = '/var/lib/lab-daemon/daemon';
const { good, installed } = demoAppVersions;

/** A host as people leave it: a package of another repository, one from a file, and programs that nobody packaged. */
export const thirdParty: Scenario = {
  name: 'third-party',
  claim: 'what is from outside the distribution is told with its origin, and what no package owns is told at all',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet(
      // With Debian's own archive: without it every package would be of no repository.
      {
        settings,
        report,
        fleet: { ...smallFleet('dev1'), archives: 'real and made' },
        policy: plainPolicy(),
        mode: 'observed',
      },
      async (fleet) => {
        const host = labHost(fleet, 'dev1');
        await leaveThings(fleet, host);
        await execOk(host, ['systemctl', 'start', 'slipway-look.service'], { timeoutMs: QUESTION_TIMEOUT_MS });
        await fleet.api.ask(endpoints.hosts.refresh, { params: { hostId: hostId(fleet, 'dev1') } });
        const found = await until('the controller is told', async () => inventoryWithAll(await detailOf(fleet)), {
          timeoutMs: TOLD_TIMEOUT_MS,
        });
        judge(found);
        const page = (await slipwayOk(fleet.controller, ['host', 'show', 'dev1'])).stdout;
        report(page.slice(page.indexOf('third party'), page.indexOf('\nplan')));
        for (const text of ['Slipway-Lab', `newest there ${good}`, 'lab-by-file', TOOL, DAEMON, 'lab-machine'])
          claim(page.includes(text), `host show tells of ${text}`);
        const scan = await execOk(host, ['/usr/lib/slipway/slipway-agent', 'scan'], { timeoutMs: TOLD_TIMEOUT_MS });
        for (const text of ['Slipway-Lab', 'lab-by-file', TOOL, DAEMON, 'lab-machine'])
          claim(scan.includes(text), `the host's own scan tells of ${text}`);
        await nothingNew(host, found);
      },
    ),
};

async function leaveThings({ lab }: ManagedFleet, host: LabHost): Promise<void> {
  await publish(lab.repository, [installed, good]);
  const byFile = await buildPackage(
    {
      name: 'lab-by-file',
      version: '1.0',
      depends: [],
      summary: 'package that no repository has',
      files: [{ path: '/usr/bin/lab-by-file', content: '#!/bin/sh\n', mode: 0o755 }],
      conffiles: [],
      maintainerScripts: {},
    },
    join(lab.repository.directory, 'built'),
  );
  await installPackage(host, byFile);
  await writeFileIn(host, { path: TOOL, content: '#!/bin/sh\necho from nowhere\n' });
  const commands = [
    ['chmod', '755', TOOL],
    ['mkdir', '-p', '/var/lib/lab-daemon', '/var/lib/machines/lab-machine'],
    ['cp', '/usr/bin/sleep', DAEMON],
    ['systemd-run', '--unit=lab-daemon', DAEMON, '3600'],
  ] as const;
  for (const command of commands) await execOk(host, command, { timeoutMs: QUESTION_TIMEOUT_MS });
}

async function detailOf(fleet: ManagedFleet): Promise<HostDetail> {
  return fleet.api.ask(endpoints.hosts.show, { params: { hostId: hostId(fleet, 'dev1') } });
}

interface Told {
  readonly packages: Extract<NonNullable<HostDetail['inventory']>['thirdParty'], { kind: 'known' }>;
  readonly unmanaged: Extract<
    NonNullable<NonNullable<HostDetail['inventory']>['rest']['unmanaged']>,
    { kind: 'known' }
  >;
}

/** `null`: not yet told of the new repository's version and of the program. */
function inventoryWithAll({ inventory }: HostDetail): Told | null {
  const packages = inventory?.thirdParty;
  const unmanaged = inventory?.rest.unmanaged;
  if (packages?.kind !== 'known' || unmanaged?.kind !== 'known' || unmanaged.programs.kind !== 'known') return null;
  const newer = packages.origins.flatMap((one) => one.packages).some((one) => one.newer === good);
  const isListed = unmanaged.programs.items.some(({ path }) => path === TOOL);
  return newer && isListed ? { packages, unmanaged } : null;
}

function judge({ packages, unmanaged }: Told): void {
  const [origin, ...others] = packages.origins;
  claim(others.length === 0 && origin?.origin.origin === 'Slipway-Lab', 'one origin is foreign: the lab’s');
  const [app] = origin?.packages ?? [];
  claim(
    app?.name === 'slipway-demo-app' && app.version === installed && app.listed === 'exactly' && app.newer === good,
    `its one package is told with what is newest there: ${JSON.stringify(origin)}`,
  );
  const none = packages.none
    .map(({ name }) => name)
    .sort()
    .join(', ');
  claim(none === 'lab-by-file, slipway-agent', `installed from files: ${none}`);
  claim(packages.unknown === 0, `every other package is the distribution's: ${packages.unknown} are unknown`);
  const programs = unmanaged.programs.kind === 'known' ? unmanaged.programs.items : [];
  const told = programs.map(({ path, seen }) => `${path} ${seen}`).sort();
  claim(
    told.includes(`${TOOL} in-folder`) && told.includes(`${DAEMON} running`),
    `programs that no package owns: ${told.join(', ')}`,
  );
  claim(
    !told.some((one) => one.startsWith('/usr/bin/') || one.startsWith('/usr/sbin/')),
    `packaged programs are not told: ${told.join(', ')}`,
  );
  claim(
    programs.every(({ sha256 }) => sha256 !== null),
    'each has its hash',
  );
  const { containers } = unmanaged;
  claim(
    containers.kind === 'known' && containers.items.some(({ name }) => name === 'lab-machine'),
    `containers: ${JSON.stringify(containers)}`,
  );
}

/** A second look at the same host finds the same, word for word: an unchanged host costs a digest. */
async function nothingNew(host: LabHost, { unmanaged }: Told): Promise<void> {
  await execOk(host, ['systemctl', 'start', 'slipway-look.service'], { timeoutMs: QUESTION_TIMEOUT_MS });
  const report = await execOk(host, ['cat', '/var/lib/slipway/executor/software.json'], {
    timeoutMs: QUESTION_TIMEOUT_MS,
  });
  const { software } = JSON.parse(report) as { readonly software: Told['unmanaged'] };
  claim(isDeepStrictEqual({ ...software, asOf: unmanaged.asOf }, unmanaged), 'a second look finds the same');
}
