import type { LedgerEntry } from '@slipway/core/execution';
import { endpoints } from '@slipway/protocol/api';
import type { FleetSpec } from '../../fleet/index.ts';
import { bootId } from '../../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../../managed/index.ts';
import { cutPatchSet, isAtRest, plainPolicy, startRollout, untilPending, untilRollout } from '../../product/index.ts';
import { demoAppVersions, publish } from '../../repository/index.ts';
import { until } from '../../until.ts';
import { askHost } from '../ask-host.ts';
import { ending, ledgerOf, outcomeOf } from '../ledger.ts';
import { DEMO_APP, planned, servedVersion } from '../made-update.ts';
import { claim, type Scenario } from '../scenario.ts';
import { carry } from './carried.ts';

const [CARRIER, GUEST] = ['carrier1', 'guest1'];
/** Debian's archive as well: systemd-container is from there. */
const FLEET: FleetSpec = {
  hosts: [
    { name: CARRIER, part: 'dev', octet: 10, environment: 'dev', group: null },
    { name: GUEST, part: 'dev', octet: 11, environment: 'dev', group: null },
  ],
  virtualOctet: 100,
  archives: 'real and made',
};
const TOLD_TIMEOUT_MS = 180_000;
const ROLLOUT_TIMEOUT_MS = 600_000;

/** Both are changed by one plan, and both are rebooted: the one takes the other along, and neither is cut short by it. */
export const guestHost: Scenario = {
  name: 'guest-host',
  claim:
    'a carrier and a guest of it that is a host itself go one after the other by one plan, each proven by its own agent',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: FLEET, policy: stopping() }, async (fleet) => {
      const carrier = labHost(fleet, CARRIER);
      const guest = await carry(fleet, labHost(fleet, GUEST), carrier);
      await untilTied(fleet);
      report(`${GUEST} runs on ${CARRIER}, and is known as its guest by its machine id`);

      await publish(fleet.lab.repository, [demoAppVersions.installed, demoAppVersions.good]);
      const wanted = { name: DEMO_APP, to: demoAppVersions.good };
      await Promise.all([CARRIER, GUEST].map((name) => untilPending(fleet.api, hostId(fleet, name), wanted)));
      const patchSet = await cutPatchSet(fleet.api, {
        scope: 'named',
        named: { packages: [DEMO_APP], advisories: [] },
      });
      const digest = await planned(fleet, 'dev', patchSet);
      const { header } = await fleet.api.ask(endpoints.plans.show, { params: { digest } });
      claim(
        header.waves.length === 2 && header.waves.every(({ hosts }) => hosts.length === 1),
        `they are in waves of their own: ${JSON.stringify(header.waves)}`,
      );

      const before = [await bootId(carrier), await bootId(guest)];
      const rolloutId = await startRollout(fleet.api, digest);
      const { rollout } = await untilRollout(fleet.api, rolloutId, isAtRest, { timeoutMs: ROLLOUT_TIMEOUT_MS });
      const phases = rollout.hosts.map(({ phase }) => phase).join();
      const ledgers = [await ledgerOf(carrier), await ledgerOf(guest)];
      claim(phases === 'done,done', `both are done (${phases}): ${ledgers.map(ending).join(' | ')}`);
      for (const [at, host] of [carrier, guest].entries()) {
        const ledger = ledgers[at] ?? [];
        claim(outcomeOf(ledger) === 'done', `${host.name} is done by its own ledger: ${ending(ledger)}`);
        claim((await servedVersion(host)) === demoAppVersions.good, `${host.name} serves ${demoAppVersions.good}`);
        claim((await bootId(host)) !== before[at], `${host.name} was rebooted`);
      }
      claimTaken(ledgers[0] ?? []);
      const spans = ledgers.map(spanOf).toSorted(([one], [other]) => one - other);
      claim(
        (spans[0]?.[1] ?? 0) < (spans[1]?.[0] ?? 0),
        `neither was at work while the other was: ${JSON.stringify(spans)}`,
      );
      report(
        `${order(
          header.waves.flatMap(({ hosts }) => hosts),
          fleet,
        )}, each with its own reboot and proof`,
      );
    }),
};

function stopping(): ReturnType<typeof plainPolicy> {
  const policy = plainPolicy();
  const rules = { guests: { choice: 'stop', guestSeconds: 120, order: [] }, reboot: 'always' } as const;
  return { ...policy, environments: policy.environments.map((one) => ({ ...one, ...rules })) };
}

/** The carrier tells a container with the machine id that the guest's own agent tells. Root's look comes by a timer; it is asked for here. */
async function untilTied(fleet: ManagedFleet): Promise<void> {
  await askHost(labHost(fleet, CARRIER), 'slipway-agent', 'look');
  const look = async (name: string) => {
    const params = { hostId: hostId(fleet, name) };
    await fleet.api.ask(endpoints.hosts.refresh, { params });
    return (await fleet.api.ask(endpoints.hosts.show, { params })).inventory?.rest;
  };
  await until(
    `${CARRIER} tells ${GUEST}`,
    async () => {
      const [carrier, guest] = [await look(CARRIER), await look(GUEST)];
      const guests = carrier?.guests?.kind === 'known' ? carrier.guests.guests : [];
      const told = guests.find(({ name }) => name === GUEST);
      return told?.state === 'running' && told.machineIdDigest === guest?.system.machineIdDigest ? true : null;
    },
    { timeoutMs: TOLD_TIMEOUT_MS },
  );
}

/** It lies where machined keeps no images: once it is down, its carrier does not know it. */
function claimTaken(ledger: readonly LedgerEntry[]): void {
  for (const [step, after] of [
    ['guests-away', 'away'],
    ['guests-back', 'running'],
  ] as const) {
    const end = ledger.findLast((entry) => entry.kind === 'step-ended' && entry.step === step);
    const guests = end?.kind === 'step-ended' ? (end.evidence?.guests ?? []) : [];
    claim(
      guests.some((guest) => guest.name === GUEST && guest.after === after),
      `${step}: ${GUEST} ${after}: ${JSON.stringify(end)}`,
    );
  }
}

/** First and last moment of the one attempt, in milliseconds since 1970. */
function spanOf(ledger: readonly LedgerEntry[]): readonly [number, number] {
  const at = (kind: 'attempt-begun' | 'attempt-ended'): number => {
    const entries = ledger.filter((entry) => entry.kind === kind);
    claim(entries.length === 1, `one ${kind}, not ${entries.length}`);
    return Date.parse(entries[0]?.at ?? '');
  };
  return [at('attempt-begun'), at('attempt-ended')];
}

function order(ids: readonly string[], fleet: ManagedFleet): string {
  return ids.map((id) => (id === hostId(fleet, CARRIER) ? CARRIER : GUEST)).join(', then ');
}
