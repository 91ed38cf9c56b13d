import type { LedgerEntry } from '@slipway/core/execution';
import type { GuestChange, GuestRules } from '@slipway/core/guest';
import type { EnvironmentPolicy } from '@slipway/core/policy';
import { endpoints } from '@slipway/protocol/api';
import { type FleetSpec, smallFleet } from '../../fleet/index.ts';
import { bootId, type LabHost } from '../../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../../managed/index.ts';
import { applyPolicy, plainPolicy, untilPending } from '../../product/index.ts';
import { type DemoAppVersion, demoAppVersions, publish } from '../../repository/index.ts';
import { until } from '../../until.ts';
import { askHost } from '../ask-host.ts';
import { cutDemoApp, DEMO_APP, planned, rolledOut, servedVersion } from '../made-update.ts';
import { claim, type Scenario } from '../scenario.ts';
import { ELSEWHERE, livesOf, MACHINES, makeGuests } from './made-guests.ts';

/** Debian's archive as well: systemd-container is from there. */
const FLEET: FleetSpec = { ...smallFleet('dev1'), archives: 'real and made' };
const STOP: GuestRules = { choice: 'stop', guestSeconds: 60, order: ['db1', 'web1'] };
const MOVE: GuestRules = { choice: 'move', hook: 'migrate', parameters: { store: ELSEWHERE }, timeoutSeconds: 60 };
const TOLD_TIMEOUT_MS = 120_000;

/** The real machined and systemd-nspawn within a booted host; what each guest went through it has written down itself. */
export const guestsOfCarrier: Scenario = {
  name: 'guests',
  claim: "a carrier's guests are shut down, or moved, by policy's choice, and run again once it is updated",
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: FLEET, policy: sending(STOP, 'always') }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      await makeGuests(host);
      await untilTold(fleet, [
        'app1 hook running',
        'db1 nspawn running',
        'spare nspawn stopped',
        'web1 nspawn running',
      ]);
      report('four guests are told: three that run, one that does not');

      const before = await bootId(host);
      const stopped = await changedBy(fleet, demoAppVersions.good);
      claim((await bootId(host)) !== before, 'the carrier was rebooted');
      claimChanges(stopped, 'guests-away', 'stopped');
      claimChanges(stopped, 'guests-back', 'running');
      for (const name of ['db1', 'web1']) {
        const lives = await livesOf(host, name);
        claim(lives === 'up, down, up', `${name} was shut down in order, once, and runs: ${lives}`);
      }
      claim(
        (await askHost(host, 'find', `${MACHINES}/spare/var/lib`, '-name', 'lives')) === '',
        'nobody began the spare',
      );
      claim((await startedFirst(host)) === 'db1', "the database came first, as policy's order has it");
      report('shut down before a reboot, and back behind it');

      await applyPolicy(fleet.api, sending(MOVE, 'never'));
      const moved = await changedBy(fleet, demoAppVersions.conffile);
      claimChanges(moved, 'guests-away', 'away', ['db1', 'web1']);
      claimChanges(moved, 'guests-back', 'running');
      for (const name of ['db1', 'web1']) {
        const lives = await livesOf(host, name);
        claim(lives === 'up, down, up, down, up', `${name} was elsewhere, and runs here: ${lives}`);
      }
      claim((await askHost(host, 'find', ELSEWHERE, '-mindepth', '1')) === '', 'nothing of them is elsewhere');
      report('moved away by the hook of this host, and back');
    }),
};

function sending(guests: GuestRules, reboot: EnvironmentPolicy['reboot']): ReturnType<typeof plainPolicy> {
  const policy = plainPolicy();
  return { ...policy, environments: policy.environments.map((one) => ({ ...one, guests, reboot })) };
}

/** Root's look comes by a timer, and what it saw with the next inventory; both are asked for here. */
async function untilTold(fleet: ManagedFleet, wanted: readonly string[]): Promise<void> {
  const params = { hostId: hostId(fleet, 'dev1') };
  await askHost(labHost(fleet, 'dev1'), 'slipway-agent', 'look');
  await fleet.api.ask(endpoints.hosts.refresh, { params });
  await until(
    `the controller knows ${wanted.join(', ')}`,
    async () => {
      const look = (await fleet.api.ask(endpoints.hosts.show, { params })).inventory?.rest.guests;
      const told = look?.kind === 'known' ? look.guests.map(({ name, kind, state }) => `${name} ${kind} ${state}`) : [];
      return told.toSorted().join() === wanted.join() ? true : null;
    },
    { timeoutMs: TOLD_TIMEOUT_MS },
  );
}

/** One rollout to its end, of that package alone; answers the ledger of its attempt. */
async function changedBy(fleet: ManagedFleet, version: DemoAppVersion): Promise<readonly LedgerEntry[]> {
  const host = labHost(fleet, 'dev1');
  await publish(fleet.lab.repository, [demoAppVersions.installed, version]);
  await untilPending(fleet.api, hostId(fleet, 'dev1'), { name: DEMO_APP, to: version });
  const plan = await planned(fleet, 'dev', await cutDemoApp(fleet));
  const ledger = await rolledOut(fleet, plan, { name: 'dev1', as: 'done' });
  claim((await servedVersion(host)) === version, `and serves ${version}`);
  return ledger;
}

/** `after` is where those named are; all are in the step's evidence, and have changed. */
function claimChanges(
  ledger: readonly LedgerEntry[],
  step: 'guests-away' | 'guests-back',
  after: GuestChange['after'],
  names: readonly string[] = ['app1', 'db1', 'web1'],
): void {
  const end = ledger.find((entry) => entry.kind === 'step-ended' && entry.step === step);
  const guests = end?.kind === 'step-ended' ? (end.evidence?.guests ?? []) : [];
  const so = guests.filter((guest) => guest.after === after && guest.before !== after).map(({ name }) => name);
  claim(
    names.every((name) => so.includes(name)),
    `${step}: ${names.join(', ')} ${after}: ${JSON.stringify(end)}`,
  );
  claim(!guests.some(({ name }) => name === 'spare'), `${step} leaves alone what did not run`);
}

/** By when machined has registered them in this boot. */
async function startedFirst(host: LabHost): Promise<string> {
  const since = async (name: string): Promise<number> =>
    Number(await askHost(host, 'machinectl', 'show', name, '--property=TimestampMonotonic', '--value'));
  return (await since('db1')) < (await since('web1')) ? 'db1' : 'web1';
}
