import { writeFileIn } from '../../host/index.ts';
import { labHost, onManagedFleet } from '../../managed/index.ts';
import { SITE_SETTINGS } from '../../repository/index.ts';
import type { Scenario } from '../scenario.ts';
import { badIsFoundInTest } from './bad.ts';
import { goodGoesThrough } from './good.ts';
import { meetPeople } from './people.ts';
import { givePlugIn } from './plug-in.ts';
import { hostsOf, tierFleet, tierPolicy } from './tiers.ts';

/**
 * Nobody cuts, plans or starts anything: versions are offered, policy is applied, names are given. The hours that policy
 * counts (lead, soak) are 0 and windows begin when policy is applied; nothing else is shortened.
 */
export const promotion: Scenario = {
  name: 'promotion',
  claim: 'a patch set goes through four environments by schedule; a bad one is found in test and never reaches uat',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: tierFleet, policy: tierPolicy(null) }, async (fleet) => {
      const people = await meetPeople(fleet.controller);
      for (const name of hostsOf('uat')) await givePlugIn(labHost(fleet, name));
      for (const name of hostsOf('test')) {
        await writeFileIn(labHost(fleet, name), { path: SITE_SETTINGS, content: 'COLOUR="as ever"\n' });
      }
      const proven = await goodGoesThrough(fleet, people, report);
      await badIsFoundInTest(fleet, { proven, report });
    }),
};
