import { rpmFleet } from '../../fleet/index.ts';
import { onManagedFleet } from '../../managed/index.ts';
import { plainPolicy } from '../../product/index.ts';
import type { Scenario } from '../scenario.ts';
import { goesBack } from './bad.ts';
import { goesThrough } from './good.ts';

/** What dnf hosts have in common with the others is claimed there; here is what they do their own way. */
export const rpmHosts: Scenario = {
  name: 'rpm',
  claim: 'hosts of the rpm family take exactly what was planned from a signed repository, and go back by themselves',
  runsIn: 'ci',
  run: (settings, report) =>
    onManagedFleet(
      { settings, report, fleet: rpmFleet, policy: oneAfterTheOther(), mode: 'observed' },
      async (fleet) => {
        await goesThrough(fleet, report);
        await goesBack(fleet, report);
      },
    ),
};

function oneAfterTheOther(): ReturnType<typeof plainPolicy> {
  const policy = plainPolicy();
  const environments = policy.environments.map((one) =>
    one.name === 'prod' ? { ...one, waves: { canaryHosts: 0, percentMax: 50 } } : one,
  );
  return { ...policy, environments };
}
