import { badUpdate } from './bad-update.ts';
import { brokenLedger } from './broken-ledger.ts';
import { keptConffile } from './conffile.ts';
import { demo } from './demo.ts';
import { exposures } from './exposures.ts';
import { fleetOfEight } from './fleet/index.ts';
import { guestHost, guestsOfCarrier } from './guests/index.ts';
import { hanging } from './hang.ts';
import { interpreted } from './interpreted.ts';
import { kernels } from './kernel/index.ts';
import { killedAgent } from './killed-agent.ts';
import { killedController } from './killed-controller.ts';
import { labGroups } from './lab-groups.ts';
import { labPackages } from './lab-packages.ts';
import { labProbe } from './lab-probe.ts';
import { leftArchive } from './left-archive.ts';
import { comparedWithNeedrestart } from './needrestart.ts';
import { observed } from './observe.ts';
import { promotion } from './promotion/index.ts';
import { rebuiltWayBack } from './rebuilt-way-back.ts';
import { editedSources } from './repositories.ts';
import { restorePoint } from './restore-point.ts';
import { rollback } from './rollback.ts';
import { rpmHosts } from './rpm/index.ts';
import { runningOutput } from './running-output.ts';
import type { Scenario } from './scenario.ts';
import { selfUpgrades } from './self-upgrade/index.ts';
import { shortWindow } from './short-window.ts';
import { powerCuts, rpmStops, suddenStopped, suddenStops } from './stops/index.ts';
import { thirdParty } from './third-party.ts';
import { tidied } from './tidied/index.ts';
import { upgradedController } from './upgraded-controller.ts';

/** One line per scenario, in the order in which `all` runs them: the lab's own ground, the product, the longest last. */
export const scenarios: readonly Scenario[] = [
  labGroups,
  labProbe,
  labPackages,
  demo,
  badUpdate,
  killedAgent,
  brokenLedger,
  suddenStopped,
  leftArchive,
  killedController,
  upgradedController,
  comparedWithNeedrestart,
  interpreted,
  observed,
  thirdParty,
  exposures,
  keptConffile,
  editedSources,
  rebuiltWayBack,
  guestsOfCarrier,
  guestHost,
  shortWindow,
  runningOutput,
  tidied,
  rollback,
  rpmHosts,
  ...selfUpgrades,
  fleetOfEight,
  hanging,
  promotion,
  kernels,
  restorePoint,
  suddenStops,
  rpmStops,
  powerCuts,
];
