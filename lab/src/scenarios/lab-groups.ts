import { addressHolder, hostNamed, type Lab, probePage, runHook } from '../fleet/index.ts';
import { execOk, reboot } from '../host/index.ts';
import { endProbe } from '../probe/index.ts';
import { claim, onFreshFleet, type Scenario } from './scenario.ts';

const RESTART_TIMEOUT_MS = 60_000;
/** A hole of two seconds would hide nothing from a probe with a 5 s timeout, but it would be one. */
const GAP_MS_MAX = 2_000;

/** The lab's own ground: if planned moves lost requests here, no scenario of the product could ask for none. */
export const labGroups: Scenario = {
  name: 'lab-groups',
  claim: 'hooks, service restarts and reboots, one group after the other, lose no request',
  runsIn: 'ci',
  run: (settings, report) =>
    onFreshFleet(settings, report, async (lab) => {
      const before = await addressHolder(lab);
      claim(before?.name === 'lb1', 'lb1 holds the address at the start');
      const probe = await probePage(lab, 'lab-groups');
      await Promise.all([roundTrip(lab, 'lb1', 'haproxy'), roundTrip(lab, 'app1', 'nginx')]);
      claim((await addressHolder(lab))?.name === 'lb2', 'the address moved to lb2 and stayed there');
      await Promise.all([roundTrip(lab, 'lb2', 'haproxy'), roundTrip(lab, 'app2', 'nginx')]);
      claim((await addressHolder(lab))?.name === 'lb1', 'the address moved back to lb1');
      const summary = await endProbe(probe);
      report(`${summary.asked} asked, ${summary.failed} failed, longest gap ${summary.longestGapMs} ms`);
      claim(summary.failed === 0, `no request failed: ${JSON.stringify(summary)}`);
      claim(summary.longestGapMs <= GAP_MS_MAX, `an answer came at least every ${GAP_MS_MAX} ms`);
      claim(summary.asked >= summary.spanMs / 100, 'the probe kept its rate');
    }),
};

/** What a host goes through in a rollout, without the update. */
async function roundTrip(lab: Lab, name: string, unit: string): Promise<void> {
  const host = hostNamed(lab, name);
  for (const hook of ['ask-cluster', 'drain']) await mustSayYes(lab, name, hook);
  // While it is away: haproxy forgets what its runtime socket was told.
  await execOk(host, ['systemctl', 'restart', `${unit}.service`], { timeoutMs: RESTART_TIMEOUT_MS });
  await reboot(host);
  for (const hook of ['settle', 'undrain', 'confirm']) await mustSayYes(lab, name, hook);
}

async function mustSayYes(lab: Lab, name: string, hook: string): Promise<void> {
  const { answer, evidence } = await runHook(hostNamed(lab, name), hook);
  claim(answer === 'yes', `${name}: ${hook} says yes (${answer}: ${evidence})`);
}
