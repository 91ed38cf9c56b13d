import { setTimeout as pause } from 'node:timers/promises';
import { hostNamed, probePage, runHook } from '../fleet/index.ts';
import {
  bootId,
  copyIn,
  execOk,
  hostState,
  powerOff,
  readFileIn,
  startHost,
  suddenStop,
  waitUntilRunning,
} from '../host/index.ts';
import { endProbe } from '../probe/index.ts';
import { claim, onFreshFleet, type Scenario } from './scenario.ts';

const UNIT_TIMEOUT_MS = 30_000;
const BOOT_TIMEOUT_MS = 120_000;
/** haproxy takes two failed checks, half a second apart, to call an app host dead. */
const AWAY_MS = 3_000;

/** A probe that cannot fail proves nothing, and a hook that never says no guards nothing. */
export const labProbe: Scenario = {
  name: 'lab-probe',
  claim: 'the probe and the hooks notice a service that is away, and hosts that stop',
  runsIn: 'ci',
  run: (settings, report) =>
    onFreshFleet(settings, report, async (lab) => {
      const apps = [hostNamed(lab, 'app1'), hostNamed(lab, 'app2')];
      const probe = await probePage(lab, 'lab-probe');
      for (const app of apps) await execOk(app, ['systemctl', 'stop', 'nginx.service'], { timeoutMs: UNIT_TIMEOUT_MS });
      await pause(AWAY_MS);
      const asked = await runHook(hostNamed(lab, 'app1'), 'ask-cluster');
      claim(asked.answer === 'no', `app1 may not go while no other app host is up (${asked.evidence})`);
      const summary = await endProbe(probe);
      report(`with both nginx stopped: ${summary.asked} asked, ${summary.failed} failed`);
      claim(summary.failed > 0, 'the probe saw that both nginx were stopped');
      claim(summary.longestGapMs > AWAY_MS / 2, 'the gap is as long as the service was away');

      const peer = hostNamed(lab, 'lb2');
      const boot = await bootId(peer);
      await copyIn(peer, { from: '/etc/debian_version', to: '/var/lib/slipway-lab/kept' });
      await suddenStop(peer);
      claim(hostState(peer) === 'down', 'lb2 is down after a sudden stop, and stays so');
      const alone = await runHook(hostNamed(lab, 'lb1'), 'ask-cluster');
      claim(alone.answer === 'no', `lb1 may not go while its peer is down (${alone.evidence})`);
      await startHost(peer, lab.network.bridge);
      await waitUntilRunning(peer, { timeoutMs: BOOT_TIMEOUT_MS });
      claim((await bootId(peer)) !== boot, 'lb2 has another boot id after it was started again');
      claim(
        (await readFileIn(peer, '/var/lib/slipway-lab/kept')) !== '',
        'what was written before a sudden stop is there',
      );

      const dev = hostNamed(lab, 'dev1');
      await powerOff(dev);
      claim(hostState(dev) === 'down', 'dev1 is down after its power-off, and stays so');
    }),
};
