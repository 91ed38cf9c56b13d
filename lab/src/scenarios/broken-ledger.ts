import { setTimeout as pause } from 'node:timers/promises';
import { endpoints } from '@slipway/protocol/api';
import { smallFleet } from '../fleet/index.ts';
import { execOk, type LabHost, readFileIn, writeFileIn } from '../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import { hostNamedIn, plainPolicy, untilMode, untilRollout } from '../product/index.ts';
import { demoAppVersions } from '../repository/index.ts';
import { until } from '../until.ts';
import { ledgerOf, outcomeOf } from './ledger.ts';
import { installedVersion, rollOutVersion } from './made-update.ts';
import { claim, type Scenario } from './scenario.ts';

const QUESTION_TIMEOUT_MS = 30_000;
const CONTACT_TIMEOUT_MS = 90_000;
/** Several times `RestartSec` of the executor's unit. */
const NOTHING_HAPPENS_MS = 9_000;
const LEDGER = '/var/lib/slipway/executor/ledger.jsonl';
const EXECUTOR = 'slipway-executor.service';
/** EX_DATAERR of sysexits.h: what the agent ends with over a broken ledger. */
const BROKEN_STATUS = '65';

export const brokenLedger: Scenario = {
  name: 'broken-ledger',
  claim: 'a broken ledger ends the executor for good, people are told; moved away and freed, the host is patched',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('dev1'), policy: plainPolicy() }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      const whole = await readFileIn(host, LEDGER);
      // One line alone that is no entry could be the trace of a cut; a second one behind it could not.
      await writeFileIn(host, { path: LEDGER, content: `{"spoilt"\n${whole}` });
      await endsForGood(host);
      await until(
        'the controller says that the ledger is broken',
        async () => ((await hostNamedIn(fleet.api, 'dev1')).barred?.code === 'ledger-broken' ? true : null),
        { timeoutMs: CONTACT_TIMEOUT_MS },
      );
      report('told, and not tried again');
      await putRight(fleet, host);
      const rolloutId = await rollOutVersion(fleet, 'dev', demoAppVersions.good);
      const { rollout } = await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
      claim(rollout.hosts[0]?.phase === 'done', `the host is done (${rollout.hosts[0]?.phase})`);
      claim(outcomeOf(await ledgerOf(host)) === 'done', 'so says its new ledger');
      claim((await installedVersion(host)) === `${demoAppVersions.good} ii`, 'the update is installed');
    }),
};

async function endsForGood(host: LabHost): Promise<void> {
  await execOk(host, ['systemctl', 'start', EXECUTOR], { timeoutMs: QUESTION_TIMEOUT_MS });
  await pause(NOTHING_HAPPENS_MS);
  const shown = await execOk(host, ['systemctl', 'show', EXECUTOR, '--property=ExecMainStatus,NRestarts,ActiveState'], {
    timeoutMs: QUESTION_TIMEOUT_MS,
  });
  const lines = new Set(shown.trim().split('\n'));
  for (const line of [`ExecMainStatus=${BROKEN_STATUS}`, 'NRestarts=0', 'ActiveState=failed'])
    claim(lines.has(line), `${line} among ${[...lines].join(', ')}`);
}

/** As the reason says it: moved away, and freed. The host finds itself observed, and obeys its order to be adopted again. */
async function putRight(fleet: ManagedFleet, host: LabHost): Promise<void> {
  await execOk(host, ['mv', LEDGER, `${LEDGER}.broken`], { timeoutMs: QUESTION_TIMEOUT_MS });
  const params = { hostId: hostId(fleet, 'dev1') };
  await until(
    'the host says that its ledger begins anew, and is freed',
    async () => {
      const { contact } = await fleet.api.ask(endpoints.hosts.show, { params });
      if (contact === null || contact.ledgerSequence > 0) return null;
      await fleet.api.ask(endpoints.hosts.free, { params });
      return true;
    },
    { timeoutMs: CONTACT_TIMEOUT_MS },
  );
  await untilMode(fleet.api, [params], 'adopted');
  await until(
    'the host is adopted by its new ledger',
    async () => ((await ledgerOf(host)).some(({ kind }) => kind === 'adopted') ? true : null),
    { timeoutMs: CONTACT_TIMEOUT_MS },
  );
  const { barred } = await hostNamedIn(fleet.api, 'dev1');
  claim(barred === null, `nothing bars it any more: ${barred?.code}`);
}
