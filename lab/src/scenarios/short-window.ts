import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Digest } from '@slipway/core/ids';
import type { HostPlan } from '@slipway/core/plan';
import { asInstant, type Instant } from '@slipway/core/time';
import { endpoints } from '@slipway/protocol/api';
import { smallFleet } from '../fleet/index.ts';
import { aptGet, type LabHost } from '../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import { applyPolicy, cutPatchSet, makePlan, plainPolicy, untilPending } from '../product/index.ts';
import { buildPackage, demoAppVersions, publish } from '../repository/index.ts';
import { rolledOut } from './made-update.ts';
import { installedVersions, unwholePackages } from './package-database.ts';
import { claim, type Scenario } from './scenario.ts';

const PACKAGES: readonly string[] = Array.from(
  { length: 12 },
  (_, at) => `lab-part-${String(at + 1).padStart(2, '0')}`,
);
const [OLD, NEW] = ['1', '2'];
/** Slower than a plan expects of a package (core's durations), so that the host runs out of the time that it began with. */
const CONFIGURE_SECONDS = 10;
/** From the policy to the rollout: a plan is made in it. Less than the changes but one take by the plan, or the window would hold all of them. */
const PLANNING_SECONDS = 80;
/** Beyond what the host must find left when it begins: room for some of the packages, and not for all. */
const SPARE_SECONDS = 50;

/** The real apt under the real systemd: how parts are chosen and measured is core's, that a host stops between two is shown here. */
export const shortWindow: Scenario = {
  name: 'short-window',
  claim:
    'a host whose window is too short applies in parts that shrink, stops between two, and has the rest in its next window',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('dev1'), policy: inParts(12 * 3600) }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      await offer(fleet, [OLD]);
      await aptGet(host, ['update']);
      await aptGet(host, ['install', '-y', ...PACKAGES]);
      await offer(fleet, [OLD, NEW]);
      await untilPending(fleet.api, hostId(fleet, 'dev1'), { name: PACKAGES[0] ?? '', to: NEW });
      const cut = await cutPatchSet(fleet.api, { scope: 'security' });

      const night = await hostPlanOf(fleet, await makePlan(fleet.api, 'dev', cut));
      const needed = secondsOfOneChange(night);
      await applyPolicy(fleet.api, inParts(needed + PLANNING_SECONDS));
      const endsAtMs = Date.now() + (needed + PLANNING_SECONDS) * 1000;
      const plan = await makePlan(fleet.api, 'dev', cut);
      await pause(endsAtMs - (needed + SPARE_SECONDS) * 1000 - Date.now());
      const ledger = await rolledOut(fleet, plan, { name: 'dev1', as: 'part-done' });
      claim(Date.now() < endsAtMs, 'the host is back before the end of its window');
      const sizes = ledger.flatMap((entry) => (entry.kind === 'part-begun' ? [entry.changes.length] : []));
      report(
        `parts of ${sizes.join(', ')} of ${PACKAGES.length}, ${Math.round((endsAtMs - Date.now()) / 1000)} s before the end`,
      );
      claim(sizes.length > 1, 'it took several parts');
      claim(
        sizes.every((size, at) => at === 0 || size <= (sizes[at - 1] ?? 0)),
        'which shrink',
      );
      const applied = sizes.reduce((all, size) => all + size, 0);
      claim(applied < PACKAGES.length, 'and are not all');
      const versions = await versionsOn(host);
      claim(versions.filter((one) => one === NEW).length === applied, `those are installed: ${versions.join()}`);
      const unwhole = await unwholePackages(host);
      claim(unwhole === '', `and nothing is half installed: ${unwhole}`);

      await applyPolicy(fleet.api, inParts(12 * 3600));
      await rolledOut(fleet, await makePlan(fleet.api, 'dev', cut), { name: 'dev1', as: 'done' });
      claim(
        (await versionsOn(host)).every((one) => one === NEW),
        'the next window brings the rest',
      );
    }),
};

function inParts(seconds: number): ReturnType<typeof plainPolicy> {
  const at = (ms: number): Instant => asInstant(new Date(ms).toISOString());
  const now = Date.now();
  // The last start is when that is too late by itself.
  const ends = at(now + seconds * 1000);
  const window = { kind: 'dates', spans: [{ startsAt: at(now - 1000), cutOffAt: ends, endsAt: ends }] } as const;
  const policy = plainPolicy();
  const rules = { window, shortWindow: 'in-parts', reboot: 'never' } as const;
  return { ...policy, environments: policy.environments.map((one) => ({ ...one, ...rules })) };
}

async function offer({ lab }: ManagedFleet, versions: readonly string[]): Promise<void> {
  const directory = join(lab.settings.directory, 'part-packages');
  const built: string[] = [];
  for (const version of versions) for (const name of PACKAGES) built.push(await build(name, version, directory));
  await publish(lab.repository, [demoAppVersions.installed], built);
}

async function build(name: string, version: string, directory: string): Promise<string> {
  const slow = `#!/bin/sh\nexec sleep ${CONFIGURE_SECONDS}\n`;
  const definition = { name, version, depends: [], summary: 'slow to configure', conffiles: [] };
  return buildPackage(
    {
      ...definition,
      files: [{ path: `/usr/share/${name}/version`, content: version, mode: 0o644 }],
      maintainerScripts: version === NEW ? { postinst: slow } : {},
    },
    directory,
    'stored',
  );
}

async function hostPlanOf(fleet: ManagedFleet, digest: Digest): Promise<HostPlan> {
  const params = { digest, hostId: hostId(fleet, 'dev1') };
  return await fleet.api.ask(endpoints.plans.hostPlan, { params });
}

/** All that must be left for one change, where all of them do not fit (core, `secondsToBegin`). */
const secondsOfOneChange = ({ expectedSeconds, wayBackSeconds, transaction, parts }: HostPlan): number =>
  expectedSeconds + wayBackSeconds - (transaction.length - 1) * (parts?.changeSeconds ?? 0);

async function versionsOn(host: LabHost): Promise<readonly string[]> {
  const versions = await installedVersions(host);
  return PACKAGES.map((name) => versions.get(name) ?? '');
}
