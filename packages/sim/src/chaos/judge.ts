// What must be so when a run is over, whatever befell it.

import { verifyAuditChain } from '@slipway/core/audit';
import { endpoints } from '@slipway/protocol/api';
import { realCrypto } from '../controller/index.ts';
import type { HostReport, ServiceChange, WirePeople } from '../wire/index.ts';
import type { Database } from './database.ts';
import type { ChaosFleet } from './fleet.ts';

/** How a host ended: what must be the same whether or not anybody was disturbed. */
export interface HostEnd {
  readonly hostname: string;
  readonly mode: string;
  readonly inService: boolean;
  readonly installed: readonly string[];
  readonly steps: readonly string[];
  readonly phases: readonly string[];
}

export const judge = async (given: {
  readonly people: WirePeople;
  readonly database: Database;
  readonly fleet: ChaosFleet;
  readonly reports: readonly HostReport[];
  readonly services: readonly ServiceChange[];
}): Promise<readonly string[]> => [
  ...given.reports.flatMap(({ hostname, problems }) => problems.map((problem) => `${hostname} ${problem}`)),
  ...brokenLimits(given.fleet, given.services),
  ...(await ledgersLost(given.database, given.reports)),
  ...(await leftOver(given.database)),
  ...(await auditBroken(given.people)),
  ...(await tokensOverused(given)),
];

/** Every change in order, by a clock that all hosts' processes share. */
const brokenLimits = ({ specs, awayMax }: ChaosFleet, services: readonly ServiceChange[]): readonly string[] => {
  const labelsOf = new Map(specs.map(({ hostname, labels }) => [hostname, labels]));
  const away = new Set<string>();
  const broken: string[] = [];
  for (const { hostname, inService } of services.toSorted((a, b) => a.atMs - b.atMs)) {
    if (inService) away.delete(hostname);
    else away.add(hostname);
    const labels = [...away].map((name) => labelsOf.get(name) ?? {}).filter((its) => its['environment'] === 'prod');
    const service = labelsOf.get(hostname)?.['service'];
    const gone = labels.filter((its) => its['service'] === service).length;
    if (gone > awayMax) broken.push(`${gone} hosts of ${service} are away, the limit is ${awayMax}`);
    if (new Set(labels.map((its) => its['group'])).size > 1) broken.push('hosts of two groups are away together');
  }
  return [...new Set(broken)];
};

/** The chain of a ledger ends with a digest over all of it: what is stored must end with the same. */
const ledgersLost = async (database: Database, reports: readonly HostReport[]): Promise<readonly string[]> => {
  const rows = await database.ask(
    `select host.host_id, sequence, digest from ledger_entry join host on host.number = host_number
      where sequence = (select max(sequence) from ledger_entry as its where its.host_number = host.number)`,
  );
  const stored = new Map(rows.map((row) => [row.split('|')[0], row]));
  return reports.flatMap(({ hostname, hostId, ledger }) => {
    const expected = `${hostId}|${ledger.sequence}|${ledger.digest}`;
    return stored.get(hostId) === expected ? [] : [`the ledger of ${hostname}: ${stored.get(hostId)}, not ${expected}`];
  });
};

const leftOver = async (database: Database): Promise<readonly string[]> =>
  (await database.ask('select host_id, attempt_id from lease')).map((row) => `a lease is left over: ${row}`);

const PAGE = 1000;

const auditBroken = async (people: WirePeople): Promise<readonly string[]> => {
  type Page = Awaited<ReturnType<typeof people.ask<typeof endpoints.audit.list>>>;
  const events: Page['items'][number][] = [];
  let after: string | null = null;
  do {
    const query: { limit: number; after?: string } = { limit: PAGE, ...(after === null ? {} : { after }) };
    const page: Page = await people.ask(endpoints.audit.list, { query });
    events.push(...page.items);
    after = page.next;
  } while (after !== null);
  const whole = verifyAuditChain(events.toSorted((a, b) => a.sequence - b.sequence) as never, realCrypto.sha256);
  return whole.ok ? [] : [`the audit chain is broken: ${whole.reason.code}`];
};

/** A token that was used n times has made n hosts, and no host is there twice, though the answers to some were lost. */
const tokensOverused = async (given: {
  readonly people: WirePeople;
  readonly database: Database;
  readonly fleet: ChaosFleet;
}): Promise<readonly string[]> => {
  const { people, database, fleet } = given;
  const { items } = await people.ask(endpoints.enrolment.list, { query: { limit: PAGE } });
  const [hosts = '0'] = await database.ask('select count(*) from host');
  const events = await database.ask(
    "select count(*) from audit_event where cast(document as json) ->> 'action' = 'host.enrol'",
  );
  return [
    ...items.flatMap(({ tokenId, usesLeft }) => (usesLeft < 0 ? [`token ${tokenId} was used too often`] : [])),
    ...(Number(hosts) === fleet.specs.length ? [] : [`${hosts} hosts, and ${fleet.specs.length} have enrolled`]),
    ...(events[0] === hosts ? [] : [`${hosts} hosts, and ${events[0]} enrolments in the audit`]),
  ];
};
