import { smallFleet } from '../fleet/index.ts';
import { type LabHost, writeFileIn } from '../host/index.ts';
import { labHost, onManagedFleet } from '../managed/index.ts';
import { isAtRest, plainPolicy, slipwayLines, untilRollout } from '../product/index.ts';
import { demoAppVersions } from '../repository/index.ts';
import { until } from '../until.ts';
import { askHost } from './ask-host.ts';
import { DEMO_APP, isApplying, rollOutVersion, untilApplying } from './made-update.ts';
import { TRANSACTIONS } from './package-database.ts';
import { claim, type Scenario } from './scenario.ts';

const SETTING_UP = `Setting up ${DEMO_APP} (${demoAppVersions.waiting})`;
/** The host is asked with its next check-in, and tells once a second from then on. */
const TOLD_TIMEOUT_MS = 30_000;

/** The folder as the package leaves it, and the file as systemd's `append:` makes it: between them the reporter may read. */
export const runningOutput: Scenario = {
  name: 'running-output',
  claim: 'what dpkg prints is told by `slipway rollout output` while it runs, from a file that root alone may write',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('dev1'), policy: plainPolicy() }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      const rolloutId = await rollOutVersion(fleet, 'dev', demoAppVersions.waiting);
      await untilApplying(host);
      const lines: string[] = [];
      const command = ['rollout', 'output', rolloutId, 'dev1'];
      const ended = slipwayLines(fleet.controller, command, (line) => void lines.push(line));
      await until(
        `the command says "${SETTING_UP}"`,
        async () => (lines.some((line) => line.startsWith(SETTING_UP)) ? true : null),
        { timeoutMs: TOLD_TIMEOUT_MS },
      );
      claim(await isApplying(host), 'dpkg still runs then');
      report(`told while dpkg runs: ${lines.slice(-1).join()}`);

      const folder = await modesOf(host, '-maxdepth', '0');
      claim(folder === 'root:slipway 750', `the folder is root's, and its group may read it: ${folder}`);
      const files = await modesOf(host, '-mindepth', '1', '-name', '*.output');
      claim(/^root:[a-z]+ 644$/.test(files), `the output is root's to write, and may be read: ${files}`);

      await writeFileIn(host, { path: `/var/lib/${DEMO_APP}/continue`, content: '' });
      const { rollout } = await untilRollout(fleet.api, rolloutId, isAtRest);
      claim(rollout.hosts[0]?.phase === 'done', `the host is done (${rollout.hosts[0]?.phase})`);
      claim((await ended) === 0, `the command ends with the attempt: ${lines.join('\n')}`);
    }),
};

async function modesOf(host: LabHost, ...which: readonly string[]): Promise<string> {
  const listed = await askHost(host, 'find', TRANSACTIONS, ...which, '-printf', '%u:%g %m\n');
  return [...new Set(listed.trim().split('\n'))].join();
}
