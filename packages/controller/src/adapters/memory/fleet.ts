import { canonicalise } from '@slipway/core/document';
import { continueLedger, type HostRecord, isOfNote, type StoreFleet, type Versioned } from '../../ports/index.ts';
import { copyOf, sha256 } from './copies.ts';
import { inventoriesOn } from './inventories.ts';
import { countHosts } from './package-versions.ts';
import { pageByText, pageNewestFirst } from './pages.ts';
import { lookSoon } from './reports.ts';
import { seenOn } from './seen.ts';
import { selectionOn } from './selection.ts';
import type { Tables, Transaction } from './transaction.ts';
import { markUpdatesOn } from './uncounted.ts';
import { addVersioned, saveVersioned } from './versioned.ts';

export const fleetOn = (transaction: Transaction): StoreFleet => ({
  ...hostsOn(transaction),
  ...seenOn(transaction),
  ...selectionOn(transaction),
  ...inventoriesOn(transaction),
  ...historyOn(transaction),
  ...ledgersOn(transaction),
});

type Hosts = Pick<
  StoreFleet,
  'addHost' | 'host' | 'hostByCertificate' | 'saveHost' | 'perhapsAway' | 'hosts' | 'hostnames' | 'unheard'
>;

const hostsOn = (transaction: Transaction): Hosts => ({
  async addHost(host) {
    const { hosts, certificates } = transaction.changing;
    addVersioned(hosts, host.hostId, host);
    certificates.add(host.certificateSerial, host.hostId);
    lookSoon(transaction.changing, host.hostId);
  },
  async host(hostId) {
    return transaction.reading.hosts.get(hostId) ?? null;
  },
  async hostByCertificate(serial) {
    const { hosts, certificates } = transaction.reading;
    return hosts.get(certificates.get(serial) ?? '') ?? null;
  },
  async saveHost(host) {
    const { hosts, knowledge } = transaction.changing;
    const before = hosts.get(host.value.hostId)?.value;
    const counted = before?.retiredAt === null;
    if (!saveHost(transaction.changing, host)) return false;
    if (counted && host.value.retiredAt !== null) countHosts(knowledge, host.value.hostId, -1);
    if (before !== undefined && canonicalise(before.labels) !== canonicalise(host.value.labels)) {
      markUpdatesOn(knowledge, host.value.hostId);
    }
    return true;
  },
  async perhapsAway(silentSince) {
    const records = transaction.reading.hosts.byKey().map(({ value }) => value);
    return records.filter(
      (host) =>
        host.retiredAt === null && (host.contact === null || host.contact.seenAt < silentSince || isOfNote(host)),
    );
  },
  async hosts(request) {
    const records = transaction.reading.hosts.byKey().map(({ value }) => value);
    return pageByText(records, request, ({ hostId }) => hostId);
  },
  async hostnames(hostIds) {
    const { hosts } = transaction.reading;
    const found = [...hostIds].flatMap((hostId) => hosts.get(hostId)?.value ?? []);
    return new Map(found.map(({ hostId, hostname }) => [hostId, hostname]));
  },
  async unheard(which, namesMax) {
    const { hosts, inventories } = transaction.reading;
    const found = hosts
      .values()
      .map(({ value }) => value)
      .filter(({ retiredAt }) => retiredAt === null)
      .filter(({ hostId, enrolledAt, contact }) => {
        const isReported = inventories.get(hostId) !== undefined;
        if (which.kind === 'never-reported') return !isReported && enrolledAt <= which.enrolledBy;
        return isReported && contact !== null && contact.seenAt < which.since;
      });
    return { hosts: found.length, hostnames: found.slice(0, namesMax).map(({ hostname }) => hostname) };
  },
});

const saveHost = ({ hosts, certificates }: Tables, host: Versioned<HostRecord>): boolean => {
  const { hostId, certificateSerial } = host.value;
  const serialBefore = hosts.get(hostId)?.value.certificateSerial;
  if (!saveVersioned(hosts, hostId, host)) return false;
  if (serialBefore !== undefined && serialBefore !== certificateSerial) {
    certificates.delete(serialBefore);
    certificates.add(certificateSerial, hostId);
  }
  return true;
};

type History = Pick<StoreFleet, 'addHostEvent' | 'hostEvents'>;

const historyOn = (transaction: Transaction): History => ({
  async addHostEvent(event) {
    const { hosts, hostEvents } = transaction.changing;
    mustExist(hosts, event.hostId);
    hostEvents.append(event.hostId, copyOf(event));
  },
  async hostEvents(hostId, request) {
    const events = transaction.reading.hostEvents.of(hostId);
    return pageNewestFirst(
      events.map((value, sequence) => ({ sequence, value })),
      request,
    );
  },
});

type Ledgers = Pick<StoreFleet, 'addLedgerEntries' | 'forgetLedger' | 'ledger' | 'ledgerHead'>;

const ledgersOn = (transaction: Transaction): Ledgers => ({
  async addLedgerEntries(hostId, entries) {
    const { hosts, ledgers } = transaction.changing;
    mustExist(hosts, hostId);
    const stored = ledgers.of(hostId);
    const digestAt = (sequence: number) => stored[sequence - 1]?.digest ?? null;
    const fresh = continueLedger(entries, { headSequence: stored.length, digestAt }, sha256);
    if (typeof fresh === 'string') return fresh;
    for (const { entry, digest } of fresh) ledgers.append(hostId, { entry: copyOf(entry), digest });
    return 'stored';
  },
  async forgetLedger(hostId) {
    const { hosts, ledgers } = transaction.changing;
    if (hosts.get(hostId) === undefined) throw new Error(`no host ${hostId}`);
    ledgers.clear(hostId);
  },
  async ledger(hostId, fromSequence) {
    return transaction.reading.ledgers
      .of(hostId)
      .slice(Math.max(fromSequence - 1, 0))
      .map(({ entry }) => entry);
  },
  async ledgerHead(hostId) {
    const last = transaction.reading.ledgers.of(hostId).at(-1);
    return last === undefined ? null : { sequence: last.entry.sequence, digest: last.digest };
  },
});

const mustExist = (hosts: Tables['hosts'], hostId: string): void => {
  if (hosts.get(hostId) === undefined) throw new Error(`there is no host ${hostId}`);
};
