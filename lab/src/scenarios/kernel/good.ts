import { endpoints } from '@slipway/protocol/api';
import { labHost, type ManagedFleet } from '../../managed/index.ts';
import { cutPatchSet, startRollout, untilRollout } from '../../product/index.ts';
import { ending, ledgerOf, outcomeOf } from '../ledger.ts';
import { planned } from '../made-update.ts';
import { unwholePackages } from '../package-database.ts';
import { claim } from '../scenario.ts';
import { EMULATED_MS, installedKernels, kernelsSeen, runningKernel, toldGrub } from './on-host.ts';

/** From an older to the newest kernel of the real archive: booted, proven, the oldest one taken away. */
export async function goesForward(fleet: ManagedFleet, report: (line: string) => void): Promise<void> {
  const host = labHost(fleet, 'vm1');
  const before = await runningKernel(host);
  const [oldest, ...others] = await installedKernels(host);
  claim(oldest !== undefined && others.at(-1) === before, `the newer of two kernels runs: ${oldest}, ${others.join()}`);

  const digest = await planned(fleet, 'dev', await cutPatchSet(fleet.api, { scope: 'kernel' }));
  const { items } = await fleet.api.ask(endpoints.plans.hostPlans, { params: { digest } });
  const kernels = items[0]?.kernels;
  claim(kernels?.boot !== undefined && kernels.boot !== null, `the plan boots a kernel: ${JSON.stringify(kernels)}`);
  claim(
    kernels.removals.map(({ release }) => release).join() === oldest,
    `the plan takes ${oldest} away, and nothing else: ${JSON.stringify(kernels)}`,
  );
  report(`${before} runs; planned: ${kernels.boot}, and away with ${oldest}`);

  const rolloutId = await startRollout(fleet.api, digest);
  await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null, { timeoutMs: EMULATED_MS });
  const ledger = await ledgerOf(host);
  claim(outcomeOf(ledger) === 'done', `the host is done by its own ledger: ${ending(ledger)}`);
  claim((await runningKernel(host)) === kernels.boot, `it runs ${kernels.boot}`);
  const seen = kernelsSeen(ledger);
  claim(
    seen === `manifest done ${before}, reboot done ${kernels.boot}, verify done ${kernels.boot}`,
    `its ledger has the proof: ${seen}`,
  );
  const left = (await installedKernels(host)).join();
  claim(left === `${before},${kernels.boot}`, `the new one and the last good one are installed, not ${left}`);
  claim((await toldGrub(host)) === '', `GRUB chooses by itself again: ${await toldGrub(host)}`);
  const unwhole = await unwholePackages(host);
  claim(unwhole === '', `every package is whole: ${unwhole}`);
  report(`${kernels.boot} runs, ${left} are installed`);
}
