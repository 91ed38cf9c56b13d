import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Policy } from '@slipway/core/policy';
import { endpoints, type HostUpdateAnswer } from '@slipway/protocol/api';
import { type FleetSpec, smallFleet } from '../fleet/index.ts';
import { aptGet, execOk } from '../host/index.ts';
import { hostId, labHost, type ManagedFleet, onManagedFleet } from '../managed/index.ts';
import {
  approvePlan,
  cutPatchSet,
  makePlan,
  plainPolicy,
  setModes,
  slipwayOk,
  startRollout,
  untilRollout,
} from '../product/index.ts';
import { until } from '../until.ts';
import {
  type Expected,
  exactlyAsExpected,
  hostsOf,
  listed,
  noticeCame,
  page,
  sameRows,
  TOLD_TIMEOUT_MS,
  told,
} from './exposure-answers.ts';
import { type MadeVulnerability, type PendingSource, pendingSources, writeKev, writeOsv } from './made-feeds.ts';
import { claim, type Scenario } from './scenario.ts';
import { openReceiver, type WebhookReceiver } from './webhook-receiver.ts';

const HOSTS = ['app1', 'app2'] as const;
const QUESTION_TIMEOUT_MS = 30_000;
const DAY_MS = 86_400_000;
const CVSS_98 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
/** In every minimal Debian; one of them has nothing pending. */
const UNFIXED_AMONG = ['coreutils', 'grep', 'sed'];
/** Programs that keep the old code of their source package in memory: of no unit, so that no maintainer script ends them. */
const HOLDERS = [
  { source: 'perl', argv: ['/usr/bin/perl', '--', '-e', 'sleep 3600'] },
  { source: 'openssl', argv: ['/usr/bin/openssl', '--', 's_server', '-nocert', '-accept', '127.0.0.1:4433'] },
] as const;

/** With Debian's own archive: what is pending is real, and only the vulnerabilities are made. */
const fleetOfTwo: FleetSpec = { ...smallFleet(...HOSTS), archives: 'real and made' };

export const exposures: Scenario = {
  name: 'exposures',
  claim: 'what hosts are exposed to is told for exactly these hosts, with deadlines, and is gone once it is rolled out',
  runsIn: 'ci',
  run: async (settings, report) => {
    const receiver = await openReceiver();
    try {
      await onManagedFleet(
        { settings, report, fleet: fleetOfTwo, policy: policyWithoutRestarts(), mode: 'observed' },
        async (fleet) => await story(fleet, receiver, report),
      );
    } finally {
      receiver.close();
    }
  },
};

/** Whoever restarts nothing has the update on disk and the old code in memory, which must be told. */
function policyWithoutRestarts(): Policy {
  const policy = plainPolicy();
  const environments = policy.environments.map((one) => ({ ...one, restart: 'none', reboot: 'never' }) as const);
  return { ...policy, environments };
}

async function story(fleet: ManagedFleet, receiver: WebhookReceiver, report: (line: string) => void): Promise<void> {
  const made = await prepare(fleet);
  report(`${made.expected.size - 1} security updates of source packages are pending; ${made.byHand} is in on app2`);
  const key = (await slipwayOk(fleet.controller, ['audience', 'add', 'lab', '--webhook', receiver.url])).stdout.trim();
  await addFeeds(fleet, made);
  await exactlyAsExpected(fleet, made.expected);
  report(await page(fleet, ['exposure', 'list']));
  await urgencies(fleet, made);
  for (const { id, source } of made.vulnerabilities)
    claim((await hostsOf(fleet, id)) === (made.expected.get(source)?.hosts ?? []).join(), `hosts of ${id} (${source})`);
  await noticeCame(fleet, receiver, { key, sources: [...made.expected.keys()] });

  await holdOldCode(fleet, made.holder);
  const before = new Date();
  await rollOut(fleet);
  const { unfixed } = made;
  await exactlyAsExpected(fleet, new Map([[unfixed, { fixedVersion: null, hosts: HOSTS }]]));
  report(await page(fleet, ['exposure', 'list']));
  const then = await listed(fleet, ['--as-of', before.toISOString()]);
  claim(sameRows(then, made.expected), `as of ${before.toISOString()} they still stand: ${told(then)}`);
  await oldCodeIsTold(fleet, made.holder);
  report(await page(fleet, ['exposure', 'list', '--host', 'app1']));
}

interface Made {
  readonly expected: Expected;
  readonly vulnerabilities: readonly MadeVulnerability[];
  readonly holder: (typeof HOLDERS)[number];
  readonly exploited: MadeVulnerability;
  readonly critical: MadeVulnerability;
  readonly unfixed: string;
  /** What a person has updated on app2 already, so that not every host is exposed to everything. */
  readonly byHand: string;
}

async function prepare(fleet: ManagedFleet): Promise<Made> {
  const [app1, app2] = [labHost(fleet, 'app1'), labHost(fleet, 'app2')];
  const pending = await pendingSources(app1);
  const holder = HOLDERS.find(({ source }) => pending.some((one) => one.source === source));
  claim(holder !== undefined, `one of ${HOLDERS.map(({ source }) => source).join(', ')} is pending`);
  const others = pending.filter(({ source }) => source !== holder.source);
  const alone = others.find(({ packages }) => packages.length === 1);
  claim(alone !== undefined, 'a security update of one package is pending');
  // The agent looks at indexes of its own.
  await aptGet(app2, ['update']);
  await aptGet(app2, ['install', '-y', '--only-upgrade', ...alone.packages]);
  await fleet.api.ask(endpoints.hosts.refresh, { params: { hostId: hostId(fleet, 'app2') } });
  const left = new Set((await pendingSources(app2)).map(({ source }) => source));
  const isDone = !left.has(alone.source) && left.has(holder.source);
  claim(isDone, `${alone.source} is in on app2, where now is pending: ${[...left].join(', ')}`);

  const unfixed = UNFIXED_AMONG.find((source) => pending.every((one) => one.source !== source));
  claim(unfixed !== undefined, `one of ${UNFIXED_AMONG.join(', ')} has nothing pending`);
  const vulnerabilities = [...pending.map(madeOf), madeOf({ source: unfixed, fixedVersion: null }, pending.length)];
  const of = (wanted: string): MadeVulnerability => {
    const found = vulnerabilities.find(({ source }) => source === wanted);
    claim(found !== undefined, `${wanted} is among what is pending`);
    return found;
  };
  const rated = others.find(({ source }) => source !== alone.source);
  claim(rated !== undefined, 'three source packages are pending');
  const critical = { ...of(rated.source), cvss: CVSS_98 };
  const expected = new Map(
    vulnerabilities.map(({ source, fixedVersion }) => {
      const hosts = fixedVersion === null ? HOSTS : HOSTS.filter((name) => name === 'app1' || left.has(source));
      return [source, { fixedVersion, hosts }];
    }),
  );
  return {
    expected,
    vulnerabilities: vulnerabilities.map((one) => (one.id === critical.id ? critical : one)),
    holder,
    exploited: of(holder.source),
    critical,
    unfixed,
    byHand: alone.source,
  };
}

function madeOf(
  { source, fixedVersion }: { readonly source: string; readonly fixedVersion: PendingSource['fixedVersion'] | null },
  index: number,
): MadeVulnerability {
  return { id: `CVE-2026-${900_001 + index}`, source, fixedVersion, cvss: null };
}

async function addFeeds(fleet: ManagedFleet, { vulnerabilities, exploited }: Made): Promise<void> {
  const directory = join(fleet.controller.directory, 'feeds');
  await mkdir(directory, { recursive: true });
  const now = new Date();
  const osv = await writeOsv(directory, vulnerabilities, now);
  const added = await page(fleet, ['feed', 'add', 'debian', '--kind', 'osv', '--location', osv]);
  // Each says which package is affected, and what is known of the vulnerability.
  claim(added.includes(`: ${2 * vulnerabilities.length} records.`), `every record was read: ${added}`);
  const unlisted = await page(fleet, ['exposure', 'list']);
  claim(unlisted.includes('No feed tells what is exploited (KEV)'), `that no list of exploited ones is there is said`);
  const kev = await writeKev(directory, [exploited.id], now);
  await slipwayOk(fleet.controller, ['feed', 'add', 'kev', '--location', kev]);
}

async function urgencies(fleet: ManagedFleet, { exploited, critical, unfixed }: Made): Promise<void> {
  const now = Date.now();
  const rows = await until(
    'the list of exploited vulnerabilities counts',
    async () => {
      const all = await listed(fleet);
      const isCounted = all.some(({ dueFirst }) => dueFirst.urgency.lane === 'out-of-cycle');
      return isCounted ? all : null;
    },
    { timeoutMs: TOLD_TIMEOUT_MS, pollMs: 1_000 },
  );
  const expect = (source: string, lane: string, rule: string | null, days: number | null): void => {
    const urgency = rows.find(({ sourcePackage }) => sourcePackage === source)?.dueFirst.urgency;
    const due = urgency?.deadline ?? null;
    const isDue = days === null ? due === null : Math.abs(Date.parse(due ?? '') - now - days * DAY_MS) < DAY_MS;
    const said = `${urgency?.lane} by ${urgency?.rule}, due ${due}`;
    const isRight = urgency?.lane === lane && isDue && (rule === null || urgency.rule === rule);
    claim(isRight, `${source} is ${lane}${rule === null ? '' : ` by ${rule}`}: ${said}`);
  };
  expect(critical.source, 'immediate', 'cvss-critical', 3);
  expect(exploited.source, 'out-of-cycle', 'kev', 14);
  // Nobody rated it and nobody told a probability: unknown, never "low".
  expect(unfixed, 'unknown', null, null);
  claim(rows[0]?.sourcePackage === critical.source, `what is due first comes first: ${rows[0]?.sourcePackage}`);
}

async function holdOldCode(fleet: ManagedFleet, { argv }: Made['holder']): Promise<void> {
  const [program, ...rest] = argv;
  const started = ['start-stop-daemon', '--start', '--background', '--exec', program, ...rest];
  await execOk(labHost(fleet, 'app1'), started, { timeoutMs: QUESTION_TIMEOUT_MS });
}

async function rollOut(fleet: ManagedFleet): Promise<void> {
  const hosts = HOSTS.map((name) => ({ hostId: hostId(fleet, name) }));
  await setModes(fleet.api, hosts, 'adopted');
  const plan = await makePlan(fleet.api, 'prod', await cutPatchSet(fleet.api, { scope: 'security' }));
  await approvePlan(fleet.api, plan);
  const rolloutId = await startRollout(fleet.api, plan);
  const { rollout } = await untilRollout(fleet.api, rolloutId, ({ rollout }) => rollout.endedAt !== null);
  const phases = rollout.hosts.map(({ phase, reason }) => `${phase} ${reason?.code ?? ''}`.trim()).join(', ');
  claim(rollout.state === 'completed', `the rollout completed (${rollout.state}: ${phases})`);
}

/** Fixed on disk is not fixed: the process is named. */
async function oldCodeIsTold(fleet: ManagedFleet, { source, argv }: Made['holder']): Promise<void> {
  const id = hostId(fleet, 'app1');
  await execOk(labHost(fleet, 'app1'), ['systemctl', 'start', 'slipway-look.service'], {
    timeoutMs: TOLD_TIMEOUT_MS,
  });
  await fleet.api.ask(endpoints.hosts.refresh, { params: { hostId: id } });
  const isHeld = ({ sourcePackage, state, processes }: HostUpdateAnswer): boolean =>
    sourcePackage === source &&
    state === 'old-code-in-memory' &&
    processes.some(({ executable }) => executable.startsWith(argv[0]));
  await until(
    `app1 says that ${argv[0]} still runs old code of ${source}`,
    async () => {
      const { updates } = await fleet.api.ask(endpoints.exposures.host, { params: { hostId: id } });
      return updates.some(isHeld) ? true : null;
    },
    { timeoutMs: TOLD_TIMEOUT_MS, pollMs: 1_000 },
  );
}
