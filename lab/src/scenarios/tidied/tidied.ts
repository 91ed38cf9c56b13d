import { join } from 'node:path';
import type { Policy } from '@slipway/core/policy';
import { copyOf } from '../../files.ts';
import { smallFleet } from '../../fleet/index.ts';
import { type LabHost, readFileIn, writeFileIn } from '../../host/index.ts';
import { labHost, onManagedFleet } from '../../managed/index.ts';
import { isAtRest, plainPolicy, untilRollout } from '../../product/index.ts';
import { demoAppVersions } from '../../repository/index.ts';
import { HOOK_DIRECTORY } from '../../service/index.ts';
import { until } from '../../until.ts';
import { askHost } from '../ask-host.ts';
import { rollOutVersion } from '../made-update.ts';
import { claim, type Scenario } from '../scenario.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const RECORDS = '/var/lib/slipway/executor/restore-points.json';
/** Where the program of this host's root (fixtures/keeper) keeps what it made. */
const STORE = '/srv/restore-points';
/** The timer's own pace is an hour, with a delay of up to ten minutes. */
const SOONER = ['[Timer]', 'OnCalendar=', 'OnCalendar=*-*-* *:*:0/2', 'RandomizedDelaySec=0', 'AccuracySec=100ms', ''];
const TIDIED_TIMEOUT_MS = 60_000;

/** The real timer, its conditions and its unit; the hours that a restore point is kept are taken from it in root's own list. */
export const tidied: Scenario = {
  name: 'tidied',
  claim:
    'a restore point that has expired is taken away by the timer of its host, without an attempt, and one that has not is kept',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('dev1'), policy: withRestorePoints() }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      for (const file of await copyOf(FIXTURES, HOOK_DIRECTORY)) await writeFileIn(host, file);
      const drop = '/etc/systemd/system/slipway-tidy.timer.d/sooner.conf';
      await writeFileIn(host, { path: drop, content: SOONER.join('\n') });
      await askHost(host, 'systemctl', 'daemon-reload');
      await askHost(host, 'systemctl', 'restart', 'slipway-tidy.timer');
      const rung = await lastRing(host);
      await until('the timer has rung', async () => ((await lastRing(host)) === rung ? null : true), {
        timeoutMs: TIDIED_TIMEOUT_MS,
      });
      claim((await tidyRuns(host)) === 0, 'on a host that never made one the timer begins nothing');

      const rolloutId = await rollOutVersion(fleet, 'dev', demoAppVersions.good);
      const { rollout } = await untilRollout(fleet.api, rolloutId, isAtRest);
      claim(rollout.hosts[0]?.phase === 'done', `the host is done (${JSON.stringify(rollout.hosts[0])})`);
      const [id = '', ...others] = await kept(host);
      claim(id !== '' && others.length === 0, 'its restore point stands');
      const before = await tidyRuns(host);
      await until('the timer has looked at it', async () => ((await tidyRuns(host)) > before ? true : null), {
        timeoutMs: TIDIED_TIMEOUT_MS,
      });
      claim((await kept(host)).join() === id, 'which keeps it while its time lasts');

      await expire(host);
      await until('it is gone', async () => ((await kept(host)).length === 0 ? true : null), {
        timeoutMs: TIDIED_TIMEOUT_MS,
      });
      await until(
        'and off the list',
        async () => (JSON.parse(await readFileIn(host, RECORDS)).length === 0 ? true : null),
        {
          timeoutMs: TIDIED_TIMEOUT_MS,
        },
      );
      const journal = await askHost(host, 'journalctl', '--unit=slipway-tidy.service', '--output=cat');
      claim(journal.includes(`restore point of ${id}: expired, taken away`), `the journal says so: ${journal}`);
      report(
        `taken away by ${await askHost(host, 'systemctl', 'show', 'slipway-tidy.service', '--property=TriggeredBy', '--value')}`.trim(),
      );
    }),
};

function withRestorePoints(): Policy {
  const make = { kind: 'hook', volumes: ['/'], keepHours: 1, keepMax: 2 } as const;
  const hook = { hook: 'keeper', parameters: {}, timeoutSeconds: 30 } as const;
  return { ...plainPolicy(), restorePoints: [{ hosts: 'environment = dev', make: { ...make, ...hook } }] };
}

/** An hour cannot be waited for. */
async function expire(host: LabHost): Promise<void> {
  const records: readonly object[] = JSON.parse(await readFileIn(host, RECORDS));
  const over = new Date(Date.now() - 1000).toISOString();
  const content = JSON.stringify(records.map((record) => ({ ...record, expiresAt: over })));
  await writeFileIn(host, { path: RECORDS, content, mode: 0o600 });
}

async function kept(host: LabHost): Promise<readonly string[]> {
  await askHost(host, 'mkdir', '-p', STORE);
  return (await askHost(host, 'ls', STORE)).split('\n').filter((line) => line !== '');
}

/** When the timer last called for its unit, whether that unit's condition held or not. */
async function lastRing(host: LabHost): Promise<string> {
  return (
    await askHost(host, 'systemctl', 'show', 'slipway-tidy.timer', '--property=LastTriggerUSec', '--value')
  ).trim();
}

async function tidyRuns(host: LabHost): Promise<number> {
  const journal = await askHost(host, 'journalctl', '--unit=slipway-tidy.service', '--output=cat');
  return journal.split('\n').filter((line) => line.startsWith('Finished slipway-tidy.service')).length;
}
