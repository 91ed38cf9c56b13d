// Hosts of a fleet in a process of their own, started by fleet.ts with a channel; they end with it.

import { setPriority } from 'node:os';
import { ledgerHead } from '@slipway/core/execution';
import { watchTransactions } from '../../checks/index.ts';
import { realCrypto } from '../../controller/index.ts';
import type { Happening, SimulatedHost } from '../../host/index.ts';
import { randomFrom } from '../../random/index.ts';
import { simulatedArchive } from '../../world/index.ts';
import type { FromAgents, HostReport, LineLook, ToAgents } from '../messages.ts';
import { realTime } from '../real-time.ts';
import { type LineMeasures, monotonicMs } from '../watched-link.ts';
import { type WireHost, wireHost } from '../wire-host.ts';

/** They stand for machines of their own, and must not take their controllers' turn on the processors that they share. */
const NICE = 10;
setPriority(NICE);

/** As many administrators as enrol at once: each enrolment is two handshakes and a signature. */
const ENROLLING_MAX = 16;

const hosts: WireHost[] = [];
const problems = new Map<string, string[]>();
const transactions = watchTransactions();
const unseen = (): LineMeasures => ({ checkInMs: [], turnedAway: 0, unanswered: 0 });
const line = unseen();

const tell = (message: FromAgents): void => {
  process.send?.(message);
};

/** Of every host, where somebody looks for why. */
const trace = (line: string): void => {
  if (process.env['SLIPWAY_TRACE'] !== undefined) process.stderr.write(`${line}\n`);
};

const onHappening = ({ spec: { hostname } }: SimulatedHost, what: Happening): void => {
  const broken = transactions.see(hostname, what);
  if (broken !== null) problems.set(hostname, [...(problems.get(hostname) ?? []), broken]);
  if (what.kind === 'transaction' && what.phase === 'ended') tell({ kind: 'changed', hostname });
};

const begin = async (order: Extract<ToAgents, { readonly kind: 'begin' }>): Promise<void> => {
  const archive = simulatedArchive(realCrypto.sha256, order.archive.uri);
  for (const [name, version] of order.archive.published) archive.publish(name, version);
  const random = randomFrom(order.seed);
  const wire = {
    controller: order.controller,
    trustDigest: order.trustDigest,
    archive,
    time: realTime(order.speed),
    line,
    trace,
    onService: ({ spec, inService }: SimulatedHost) =>
      tell({ kind: 'service', hostname: spec.hostname, inService, atMs: monotonicMs() }),
    onHappening,
  };
  const waiting = [...order.hosts];
  const enrolNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { spec, how } = next;
      // Those that have enrolled wait for nothing while they are made: questions are answered in between all the same.
      await new Promise((resolve) => setImmediate(resolve));
      const host = await wireHost(spec, how, { ...wire, random: random.fork(spec.hostname) });
      hosts.push(host);
      tell({ kind: 'enrolled', hostname: spec.hostname, identity: host.identity });
    }
  };
  await Promise.all(Array.from({ length: ENROLLING_MAX }, enrolNext));
};

const reportOf = async ({ host, acknowledged }: WireHost): Promise<HostReport> => {
  const { hostname } = host.spec;
  if (host.hostId === null) throw new Error(`${hostname} has no identity`);
  const entries = await host.executor.ledger.read();
  return {
    hostname,
    hostId: host.hostId,
    inService: host.inService,
    installed: host.packages
      .installed()
      .map(({ name, version, state }) => `${name} ${version}${state === 'installed' ? '' : ` ${state}`}`)
      .toSorted(),
    ledger: ledgerHead(entries, realCrypto.sha256),
    steps: entries.flatMap((entry) => (entry.kind === 'step-begun' ? [entry.step] : [])),
    acknowledged,
    problems: [...(problems.get(hostname) ?? []), ...acknowledged.lost.map((what) => `was asked again for ${what}`)],
  };
};

const lookSince = (sinceMs: number): LineLook => {
  const heard = hosts.filter(({ acknowledged }) => acknowledged.checkedInAtMs > sinceMs).length;
  const look = { ...line, heard };
  Object.assign(line, unseen());
  return look;
};

const obey = async (order: ToAgents): Promise<void> => {
  switch (order.kind) {
    case 'begin':
      return await begin(order);
    case 'report':
      return tell({ kind: 'report', hosts: await Promise.all(hosts.map(reportOf)) });
    case 'look':
      return tell({ kind: 'look', look: lookSince(order.sinceMs) });
    case 'come':
      for (const { host, wake } of hosts)
        if (order.environment === null || host.spec.labels['environment'] === order.environment) wake();
      return;
    default:
      return order satisfies never;
  }
};

process.on('message', (order: ToAgents) => {
  obey(order).catch((error: unknown) =>
    tell({ kind: 'failed', text: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
