import { readFileIn, writeFileIn } from '../../host/index.ts';
import { labHost, type ManagedFleet } from '../../managed/index.ts';
import { isAtRest, reportRollout, untilRollout } from '../../product/index.ts';
import { demoAppVersions, SITE_SETTINGS } from '../../repository/index.ts';
import { ledgerOf } from '../ledger.ts';
import { rollOutVersion, servedVersion } from '../made-update.ts';
import { claim } from '../scenario.ts';
import { altered, CONFIG, claimInHistory, installedNevra, nevraOf } from './on-host.ts';

const { conffile: before, picky: bad } = demoAppVersions;
const OWN = '# ours\nGREETING="set between two updates"\n';

/** rpm is content with it, its service does not start: the first host goes back, the second is never begun. */
export async function goesBack(fleet: ManagedFleet, report: (line: string) => void): Promise<void> {
  const names = ['rprod1', 'rprod2'];
  for (const name of names) {
    await writeFileIn(labHost(fleet, name), { path: SITE_SETTINGS, content: 'COLOUR="as ever"\n' });
    await writeFileIn(labHost(fleet, name), { path: CONFIG, content: OWN });
  }
  const rolloutId = await rollOutVersion(fleet, 'prod', bad);
  const { rollout } = await untilRollout(fleet.api, rolloutId, isAtRest);
  const { hosts, reason } = await reportRollout(fleet.api, rolloutId);
  report(hosts.map(({ hostname, wave, phase }) => `${hostname} in wave ${wave + 1}: ${phase}`).join(', '));
  claim(rollout.state === 'stopped' && reason?.code === 'stopped-by-budget', `${rollout.state}: ${reason?.code}`);
  claim(hosts.length === names.length, `both hosts of prod were to have it (${hosts.length})`);
  for (const { hostname, wave, phase, reason: why, attempt } of hosts) {
    const host = labHost(fleet, hostname);
    const begun = (await ledgerOf(host)).filter(({ kind }) => kind === 'attempt-begun').length;
    if (wave === 0) {
      claim(phase === 'gone-back', `${hostname} went back (${phase}, ${why?.code}, ${JSON.stringify(attempt)})`);
      claim(begun === 2, `${hostname} has begun twice in all (${begun})`);
      await claimInHistory(host, 'way-back');
    } else {
      claim(phase === 'waiting' && begun === 1, `${hostname} was never begun (${phase}, ${begun})`);
    }
    claim((await installedNevra(host)) === nevraOf(before), `${hostname} has ${await installedNevra(host)}`);
    claim((await servedVersion(host)) === before, `${hostname} serves ${before}`);
    claim((await readFileIn(host, CONFIG)) === OWN, `the file that ${hostname} changed is as it was`);
    claim(
      /^\S+ +c \/etc\/slipway-demo-app\/app\.conf$/.test(await altered(host)),
      `nothing else is: ${await altered(host)}`,
    );
  }
}
