import type { Policy } from '@slipway/core/policy';
import { machineFleet } from '../../fleet/index.ts';
import { onManagedFleet } from '../../managed/index.ts';
import { plainPolicy } from '../../product/index.ts';
import type { Scenario } from '../scenario.ts';
import { comesBack } from './bad.ts';
import { goesForward } from './good.ts';

/** In plain emulation an initial ram disk takes minutes: this is for the full run. */
export const kernels: Scenario = {
  name: 'kernel',
  claim: 'a new kernel is booted once and proven, an old one goes; one that does not boot is left without a person',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: machineFleet, policy: kernelPolicy() }, async (fleet) => {
      await goesForward(fleet, report);
      await comesBack(fleet, report);
    }),
};

function kernelPolicy(): Policy {
  const policy = plainPolicy();
  const environments = policy.environments.map((one) => ({ ...one, kernels: { keep: 2, trial: 'required' } as const }));
  return { ...policy, environments };
}
